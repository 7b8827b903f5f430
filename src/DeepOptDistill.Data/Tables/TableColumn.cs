using DeepOptDistill.Data.Labels;

namespace DeepOptDistill.Data.Tables;

/// <summary>A column of a table as the rows of a data set hold it: one number, or one number for each of its words.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Words">The words of a nominal column, in ordinal order; empty for numbers.</param>
public sealed record TableColumn(string Name, IReadOnlyList<string> Words)
{
    /// <summary>What stands for gaps among its numbers; null where they are refused, and for words.</summary>
    public Filling? Filling { get; init; }

    /// <summary>How many numbers of the training file were filled in.</summary>
    public int Filled { get; init; }

    /// <summary>How many of a test file of its own.</summary>
    public int FilledInTest { get; init; }

    /// <summary>
    /// The column of which this one, which no file holds, marks the gaps: 1 for a number that was filled in, else 0. Null for a column of
    /// the file.
    /// </summary>
    public string? Marks { get; init; }

    /// <summary>What is taken away from its numbers in float64 before they become float32; 0 as mostly.</summary>
    public double Origin { get; init; }

    /// <summary>What its dates are counted in; null where it holds none.</summary>
    public DateUnit? Date { get; init; }

    /// <summary>Whether it holds words.</summary>
    public bool IsNominal => Words.Count > 0;

    /// <summary>Numbers that it takes in a row.</summary>
    public int Width => IsNominal ? Words.Count : 1;

    /// <inheritdoc/>
    public bool Equals(TableColumn? other) =>
        other is not null
        && Name == other.Name
        && Marks == other.Marks
        && Date == other.Date
        && Origin.Equals(other.Origin)
        && Words.SequenceEqual(other.Words);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Words.Count);
}
