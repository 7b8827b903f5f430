namespace DeepOptDistill.Data.Tables;

/// <summary>Examples with attributes by column, all of one length.</summary>
public sealed class Table
{
    /// <summary>A table of at least one column.</summary>
    public Table(IReadOnlyList<Column> columns)
    {
        if (columns.Count == 0 || columns.Any(column => column.Count != columns[0].Count))
            throw new ArgumentException(
                $"found columns of {string.Join(", ", columns.Select(column => column.Count))} values; expected one or more of one length."
            );
        Columns = columns;
    }

    /// <summary>The attributes.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Examples.</summary>
    public int Rows => Columns[0].Count;

    internal Table Copy() => new([.. Columns.Select(column => column.Copy())]);
}
