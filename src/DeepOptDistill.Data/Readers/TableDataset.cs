using System.ComponentModel.DataAnnotations;
using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.Data.Readers;

/// <summary>
/// Rows of a table with a column that names their class, in CSV (UTF-8, a line of headings) or Parquet files. Numbers stay as they are; a column of words
/// becomes one number for each word that the training file holds. Gaps are refused, or filled in by what the training file says.
/// </summary>
[Kind("table", "your own rows in CSV or Parquet files: numbers and words, one column the class")]
public sealed record TableDataset : OneSourceSpec
{
    private const int MostWords = 1000;

    /// <summary>The column that names the class.</summary>
    [MinLength(1)]
    public required string Label { get; init; }

    /// <summary>Columns of words, even where the words are numbers; columns without numbers are so by themselves.</summary>
    public IReadOnlyList<string> Nominal { get; init; } = [];

    /// <summary>Columns that are left out.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>
    /// What becomes of cells that are empty or say that their value is missing (NA, NaN, null, ?, …): a number is refused, or is the median of its column in the training
    /// file, with or without a number more that says so. Rows without labels are filled in likewise.
    /// </summary>
    public GapRule Gaps { get; init; }

    /// <summary>The word that stands for a gap among words where gaps are filled in: the one that the teachers learned from, <c>missing</c> or <c>Unknown</c>.</summary>
    public string GapWord { get; init; } = "";

    /// <summary>The classes in the order of their indices; null for those of the files, numbers by size and words by their letters.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <inheritdoc/>
    protected override (SampleSet Train, SampleSet Test) Read(DataFolder folder, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        CheckTest();
        var train = TableFile.Read(folder.Find(Train), Reading());
        var columns = TableColumns.Of(Features(train.Table)) with { GapWord = Gaps == GapRule.Refuse ? null : GapWord };
        var test = Test is null ? null : TableFile.Read(folder.Find(Test), Reading().Like(columns));
        InputException.ThrowIfAny([.. Check(columns), .. test is null ? [] : Missing(columns, test.Table)]);
        var classes = Classes ?? Names([.. LabelsOf(train.Table).Words, .. test is null ? [] : LabelsOf(test.Table).Words]);
        var rows = Set($"{Name} train", train.Table, columns, classes);
        return test is null ? Apart(rows) : (rows, Set($"{Name} test", test.Table, columns, classes));
    }

    private TableReading Reading() => new([.. Nominal.Where(name => name != Label)], Ignore) { Label = Label, Option = TableReading.Keys, Gaps = Gaps, GapWord = GapWord };

    private Table Features(Table table) => table.Columns.Count > 1
        ? new Table([.. table.Columns.Where(column => column.Name != Label)])
        : throw new InputException(new Problem(Train, $"no column beside '{Label}'", "at least one that the class can be told by"));

    private NominalColumn LabelsOf(Table table) => (NominalColumn)table.Columns.Single(column => column.Name == Label);

    private IEnumerable<Problem> Check(TableColumns columns) => TooManyWords(columns).Concat(
        from column in columns.All
        where column.Marks is not null && columns.Held.Any(held => held.Name == column.Name)
        select new Problem($"{Train}, column '{column.Name}'", $"the name of what marks the gaps of '{column.Marks}'", "another one", $"Give the column another heading, or leave it out: ignore: ['{column.Name}']."));

    private IEnumerable<Problem> TooManyWords(TableColumns columns) =>
        from column in columns.All
        where column.Words.Count > MostWords
        select new Problem($"{Train}, column '{column.Name}'", $"{column.Words.Count} different words", $"at most {MostWords}, as each becomes a number of every row", $"Leave it out: ignore: [{column.Name}].");

    private IEnumerable<Problem> Missing(TableColumns columns, Table test) =>
        from column in columns.Held
        let found = test.Columns.FirstOrDefault(c => c.Name == column.Name)
        where found is null || found is NominalColumn != column.IsNominal
        select new Problem(Test!, found is null ? $"no column '{column.Name}'" : $"column '{column.Name}' of {(found is NominalColumn ? "words" : "numbers")}", found is null ? "the columns of the training file" : $"{(column.IsNominal ? "words" : "numbers")}, as in the training file");

    private SampleSet Set(string name, Table table, TableColumns columns, IReadOnlyList<string> classes)
    {
        var labels = LabelsOf(table);
        List<string> order = [.. classes];
        int[] places = [.. labels.Words.Select(word => order.IndexOf(word))];
        if (Array.IndexOf(places, -1) is var unknown and >= 0)
            throw new InputException(new Problem(name, $"class '{labels.Words[unknown]}'", $"one of {string.Join(", ", classes)}", Nearest.Remedy(labels.Words[unknown], classes)));
        var numbers = columns.Rows(table);
        return SampleSet.OfNumbers(name, SampleShape.Row(columns), numbers, [.. labels.Codes.ToArray().Select(code => places[code])], classes);
    }

    private static IReadOnlyList<string> Names(IEnumerable<string> words)
    {
        List<string> names = [.. words.Distinct()];
        return names.All(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? [.. names.OrderBy(name => double.Parse(name, NumberStyles.Float, CultureInfo.InvariantCulture))]
            : [.. names.Order(StringComparer.Ordinal)];
    }
}
