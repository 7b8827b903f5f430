using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using Parquet;
using Parquet.Schema;

namespace DeepOptDistill.Data.Tables;

/// <summary>Tables in Parquet files: columns of numbers, truth values (0 and 1), dates and text.</summary>
internal static class ParquetFile
{
    private const double MostNumbers = 1 << 30;

    // A damaged count of rows must not take the memory of as many; equal values are packed well, but not beyond this.
    private const double MostRows = 1e6,
        MostRowsOfByte = 1e3;

    public static TableCells Read(string path, TableReading reading)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (!ParquetStructure.IsWhole(file))
                throw Cut(path, "the table");
            using var stream = new WatchedStream(file);
            return stream.Watch(() => ReadAsync(path, stream, reading));
        }
        // A parser of foreign bytes: whatever it throws is about them.
        catch (Exception error) when (error is not (InputException or OperationCanceledException))
        {
            throw TableCells.Refused(path, $"a file that cannot be read ({Said(error)})", "a readable Parquet file");
        }
    }

    private static InputException Cut(string path, string of) =>
        TableCells.Refused(path, $"a description of {of} that is cut or damaged", "a readable Parquet file");

    private static string Said(Exception error) =>
        error is AggregateException { InnerException: { } inner } ? Said(inner) : error.Message.ReplaceLineEndings(" ").TrimEnd('.');

    private static async Task<TableCells> ReadAsync(string path, Stream stream, TableReading reading)
    {
        var reader = await ParquetReader.CreateAsync(stream).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        if (!ParquetStructure.HasWholePages(stream, reader.Metadata!))
            throw Cut(path, "a page");
        var all = reader.Schema.GetDataFields();
        // What is left out may be of any type.
        DataField[] fields = [.. all.Where(field => IsKnown(field) || !reading.Ignored.Contains(field.Name))];
        var names = fields.Select(field => field.Name).ToList();
        var counts = reader.RowGroups.Select(group => group.RowCount).ToList();
        var told = counts.Sum(count => (double)count);
        if (
            counts.Exists(count => count < 0)
            || told * Math.Max(1, fields.Length) > MostNumbers
            || told > Math.Max(MostRows, MostRowsOfByte * stream.Length)
        )
            throw TableCells.Refused(
                path,
                $"{Noun.Counted((long)told, "row")} in {Noun.Counted(stream.Length, "byte")}",
                "rows that such a file can hold, and at most 2³⁰ cells"
            );
        var rows = (int)counts.Sum();
        InputException.ThrowIfAny([
            .. TableCells.Check(path, names),
            .. fields.Where(field => !IsKnown(field)).Select(field => Unknown(path, field)),
            .. new[] { TableCells.CheckRows(path, rows, fields.Length == 0) }.OfType<Problem>(),
        ]);
        var columns = new List<Cells>();
        foreach (var field in fields)
            columns.Add(await CellsOf(reader, field).ConfigureAwait(false));
        if (columns.Exists(cells => cells.Count != rows))
            throw TableCells.Refused(path, "columns of different lengths", $"{rows} rows in each");
        return new TableCells(path, names, columns, row => FormattableString.Invariant($"{path}, row {row + 1}"))
        {
            LeftOut = [.. all.Except(fields).Select(field => field.Name)],
        };
    }

    private static bool IsKnown(DataField field) =>
        !field.IsArray
        && field.MaxRepetitionLevel == 0
        && (
            IsText(field)
            || IsDate(field)
            || field.ClrType == typeof(decimal)
            || (field.ClrType.IsPrimitive && field.ClrType != typeof(char))
        );

    private static bool IsText(DataField field) => field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    private static bool IsDate(DataField field) => field.ClrType == typeof(DateTime) || field.ClrType == typeof(DateOnly);

    private static async Task<Cells> CellsOf(ParquetReader reader, DataField field)
    {
        if (IsText(field))
            return await Texts(reader, field).ConfigureAwait(false);
        if (!IsDate(field))
            return new NumberCells(await Numbers(reader, field).ConfigureAwait(false));
        return await Dates(reader, field).ConfigureAwait(false);
    }

    private static Problem Unknown(string path, DataField field) =>
        new(
            $"{path}, column '{field.Name}'",
            field.MaxRepetitionLevel > 0 ? "lists" : $"values of {field.ClrType.Name}",
            "numbers, truth values, dates or text",
            "Write the file without this column, or with numbers."
        );

    private static async Task<Cells> Texts(ParquetReader reader, DataField field)
    {
        var texts = new List<string>();
        foreach (var group in reader.RowGroups)
        {
            var values = new string?[group.RowCount];
            await group.ReadAsync(field, values.AsMemory()!).ConfigureAwait(false);
            texts.AddRange(values.Select(value => value ?? ""));
        }
        return new TextCells(texts, new TableFormat());
    }

    private static Task<double[]> Numbers(ParquetReader reader, DataField field) =>
        Type.GetTypeCode(field.ClrType) switch
        {
            TypeCode.Boolean => Numbers<bool>(reader, field, value => value ? 1 : 0),
            TypeCode.SByte => Numbers<sbyte>(reader, field, value => value),
            TypeCode.Byte => Numbers<byte>(reader, field, value => value),
            TypeCode.Int16 => Numbers<short>(reader, field, value => value),
            TypeCode.UInt16 => Numbers<ushort>(reader, field, value => value),
            TypeCode.Int32 => Numbers<int>(reader, field, value => value),
            TypeCode.UInt32 => Numbers<uint>(reader, field, value => value),
            TypeCode.Int64 => Numbers<long>(reader, field, value => value),
            TypeCode.UInt64 => Numbers<ulong>(reader, field, value => value),
            TypeCode.Single => Numbers<float>(reader, field, value => value),
            TypeCode.Decimal => Numbers<decimal>(reader, field, value => (double)value),
            _ => Numbers<double>(reader, field, value => value),
        };

    private static async Task<double[]> Numbers<T>(ParquetReader reader, DataField field, Func<T, double> convert)
        where T : struct =>
        [.. (await Values<T>(reader, field).ConfigureAwait(false)).Select(value => value is { } number ? convert(number) : double.NaN)];

    private static async Task<Cells> Dates(ParquetReader reader, DataField field)
    {
        // Times are told in UTC, or at no place: both are taken as UTC.
        var dates =
            field.ClrType == typeof(DateOnly)
                ? (await Values<DateOnly>(reader, field).ConfigureAwait(false)).Select(date => date?.ToDateTime(TimeOnly.MinValue))
                : await Values<DateTime>(reader, field).ConfigureAwait(false);
        return new DateCells([.. dates], DateUnit.Days);
    }

    private static async Task<List<T?>> Values<T>(ParquetReader reader, DataField field)
        where T : struct
    {
        var all = new List<T?>();
        foreach (var group in reader.RowGroups)
        {
            var values = new T?[group.RowCount];
            if (field.IsNullable)
                await group.ReadAsync(field, values.AsMemory()).ConfigureAwait(false);
            else
                values = await Whole<T>(group, field).ConfigureAwait(false);
            all.AddRange(values);
        }
        return all;
    }

    private static async Task<T?[]> Whole<T>(ParquetRowGroupReader group, DataField field)
        where T : struct
    {
        var values = new T[group.RowCount];
        await group.ReadAsync(field, values.AsMemory()).ConfigureAwait(false);
        return [.. values.Select(value => (T?)value)];
    }
}
