namespace DeepOptDistill.Data.Tables;

/// <summary>How the columns of a file are to be taken.</summary>
/// <param name="Nominal">Columns of words, even where the words are numbers.</param>
/// <param name="Ignored">Columns that are left out.</param>
public sealed record TableReading(IReadOnlyCollection<string> Nominal, IReadOnlyCollection<string> Ignored)
{
    /// <summary>A column of words that must be there; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Columns of labels or values, which are told and no gap of which is filled.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Columns that are of words where they are there, as another file's are.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The only columns that are taken beside the label; null for all.</summary>
    public IReadOnlyCollection<string>? Only { get; init; }

    /// <summary>What becomes of gaps.</summary>
    public GapRule Gaps { get; init; }

    /// <summary>The word that stands for a gap among words, where gaps are filled.</summary>
    public string GapWord { get; init; } = "";

    /// <summary>What stands for gaps among the numbers of each column, as another file's medians say; null for this file's own.</summary>
    public IReadOnlyDictionary<string, Filling>? Fillings { get; init; }

    /// <summary>The rows that say what stands for gaps; null for all.</summary>
    public IReadOnlyCollection<int>? Learned { get; init; }

    /// <summary>How the file is spelt.</summary>
    public TableFormat Format { get; init; } = new();

    /// <summary>Which columns hold dates, and what becomes of them.</summary>
    public DateReading Dates { get; init; } = new([]);

    /// <summary>How problems name <c>nominal</c>, <c>ignore</c>, <c>label</c>, <c>gaps</c>, <c>separator</c> and <c>decimal</c>.</summary>
    public Func<string, string> Option { get; init; } = key => $"--{key.Replace('_', '-')}";

    /// <summary>How problems name the keys of a recipe's table.</summary>
    public static Func<string, string> Keys => key => $"dataset.{key}";

    /// <summary>Whether gaps are filled in.</summary>
    internal bool Fills => Gaps != GapRule.Refuse;

    /// <summary>Whether those of a column are: never of what is told.</summary>
    internal bool FillsIn(string column) => Fills && column != Label && !Targets.Contains(column);

    /// <summary>The reading of a file that has these columns: their words, and what stands for their gaps.</summary>
    public TableReading Like(TableColumns columns) =>
        this with
        {
            Words = [.. columns.Held.Where(column => column.IsNominal).Select(column => column.Name)],
            Only = [.. columns.Held.Select(column => column.Name)],
            Gaps = columns.GapWord is null ? GapRule.Refuse : GapRule.Median,
            GapWord = columns.GapWord ?? "",
            Format = columns.Format,
            Dates = columns.Dates,
            Fillings = columns.GapWord is null
                ? null
                : columns
                    .Held.Where(column => column.Filling is not null)
                    .ToDictionary(column => column.Name, column => column.Filling!, StringComparer.Ordinal),
        };

    /// <summary>Whether a column is taken.</summary>
    internal bool Takes(string column) =>
        column == Label || Targets.Contains(column) || !(Ignored.Contains(column) || Only?.Contains(column) == false);

    /// <summary>Whether somebody calls a column nominal.</summary>
    internal bool Names(string column) => column == Label || Nominal.Contains(column) || Words.Contains(column);
}
