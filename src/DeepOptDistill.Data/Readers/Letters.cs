using System.IO.Compression;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.Data.Readers;

/// <summary>
/// Letter Recognition inside this assembly: 20,000 rows of 16 numbers that describe a printed capital letter. The first 4,000 are for
/// training, as many as the paper on model compression takes, the last 4,000 for tests; what lies between is without labels to whoever
/// trains on this set.
/// </summary>
/// <remarks>Slate 1991, UCI Machine Learning Repository, CC BY 4.0. Made by <c>scripts/make-embedded-letters</c>.</remarks>
[Kind("letters", "4,000 + 4,000 rows of 16 numbers, printed capital letters, built in")]
public sealed record Letters : DatasetSpec
{
    private const int Learned = 4_000;
    private const int Tested = 4_000;
    private const string File = "letters.csv.gz";
    private const string Heading = "letter";
    private static readonly Lazy<Table> Whole = new(ReadTable);

    /// <summary>The 12,000 rows between training and test rows, with the labels that only a study may look at.</summary>
    public static SampleSet Between()
    {
        var all = All("letters between");
        return all.Select(all.Name, [.. Enumerable.Range(Learned, all.Count - Learned - Tested)]);
    }

    /// <inheritdoc/>
    protected override (SampleSet Train, SampleSet Test) Read(
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        var all = All(Name);
        return (
            all.Select($"{Name} train", [.. Enumerable.Range(0, Learned)]),
            all.Select($"{Name} test", [.. Enumerable.Range(all.Count - Tested, Tested)])
        );
    }

    private static SampleSet All(string name)
    {
        var labels = Whole.Value.Columns.OfType<NominalColumn>().Single();
        List<string> classes = [.. labels.Words.Order(StringComparer.Ordinal)];
        var columns = TableColumns.Of(new Table([.. Whole.Value.Columns.Where(column => column != labels)]));
        return new SampleSet(
            name,
            SampleShape.Row(columns),
            new HeldBytes<float>(columns.Rows(Whole.Value), columns.Width),
            [.. labels.Codes.ToArray().Select(code => classes.IndexOf(labels.Words[code]))],
            classes
        );
    }

    private static Table ReadTable()
    {
        using var packed =
            typeof(Letters).Assembly.GetManifestResourceStream($"DeepOptDistill.Data.Embedded.{File}")
            ?? throw new InvalidOperationException($"{File}: found no such resource; expected it in the assembly.");
        using var plain = new GZipStream(packed, CompressionMode.Decompress);
        return TableFile.Of(CsvFile.Read(File, plain, new TableReading([], [])), new TableReading([], []) { Label = Heading }).Table;
    }
}
