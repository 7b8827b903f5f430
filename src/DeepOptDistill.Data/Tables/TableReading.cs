namespace DeepOptDistill.Data.Tables;

/// <summary>How the columns of a file are to be taken.</summary>
/// <param name="Nominal">Columns of words, even where the words are numbers.</param>
/// <param name="Ignored">Columns that are left out.</param>
public sealed record TableReading(IReadOnlyCollection<string> Nominal, IReadOnlyCollection<string> Ignored)
{
    /// <summary>A column of words that must be there; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Columns that are of words where they are there, as another file's are.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>How problems name <c>nominal</c>, <c>ignore</c> and <c>label</c>.</summary>
    public Func<string, string> Option { get; init; } = key => $"--{key}";

    /// <summary>Whether somebody calls a column nominal.</summary>
    internal bool Names(string column) => column == Label || Nominal.Contains(column) || Words.Contains(column);
}
