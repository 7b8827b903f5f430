#:package ParquetSharp@25.0.1.2
#:property ManagePackageVersionsCentrally=false
#:property TreatWarningsAsErrors=false
// Makes tests/DeepOptDistill.ManagedTests/Data/Tables/rows*.parquet with Apache's own library (parquet-cpp), which shares no code with the reader under test:
// every type of number, truth values, words with gaps, two row groups, Snappy and Zstandard.
//
//     dotnet run scripts/reference/parquet_rows.cs FOLDER
using ParquetSharp;

var folder = args[0];
Write("rows.parquet", Compression.Snappy, gap: false);
Write("rows-zstd.parquet", Compression.Zstd, gap: false);
Write("rows-gap.parquet", Compression.Uncompressed, gap: true);

void Write(string name, Compression compression, bool gap)
{
    Column[] columns =
    [
        new Column<double>("size"), new Column<float>("weight"), new Column<int>("count"), new Column<long>("id"), new Column<bool>("new"), new Column<double?>("price"), new Column<string?>("colour"), new Column<string>("label"),
    ];
    using var file = new ParquetFileWriter(Path.Combine(folder, name), columns, compression);
    for (var group = 0; group < 2; group++)
    {
        using var rows = file.AppendRowGroup();
        var n = Enumerable.Range(3 * group, 3).ToArray();
        rows.NextColumn().LogicalWriter<double>().WriteBatch([.. n.Select(i => i + 0.5)]);
        rows.NextColumn().LogicalWriter<float>().WriteBatch([.. n.Select(i => i / 4f)]);
        rows.NextColumn().LogicalWriter<int>().WriteBatch([.. n.Select(i => i - 2)]);
        rows.NextColumn().LogicalWriter<long>().WriteBatch([.. n.Select(i => 5_000_000_000L + i)]);
        rows.NextColumn().LogicalWriter<bool>().WriteBatch([.. n.Select(i => i % 2 == 0)]);
        rows.NextColumn().LogicalWriter<double?>().WriteBatch([.. n.Select(i => gap && i == 4 ? (double?)null : i * 10)]);
        rows.NextColumn().LogicalWriter<string?>().WriteBatch([.. n.Select(i => i == 2 ? null : i % 2 == 0 ? "red" : "blue")]);
        rows.NextColumn().LogicalWriter<string>().WriteBatch([.. n.Select(i => i < 3 ? "b" : "a")]);
    }
    file.Close();
}
