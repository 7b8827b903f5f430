namespace DeepOptDistill.Data.Tables;

/// <summary>
/// The columns of a table and how its rows become numbers: a number stays itself, a word becomes one number for each word of its column, 1 for
/// itself and 0 for the others (one-hot). A word that the column does not know is 0 throughout.
/// </summary>
/// <param name="All">The columns, in the table's order, without label and ignored ones.</param>
public sealed record TableColumns(IReadOnlyList<TableColumn> All)
{
    /// <summary>Numbers of a row.</summary>
    public int Width => All.Sum(column => column.Width);

    /// <summary>Whether some column holds words.</summary>
    public bool AnyNominal => All.Any(column => column.IsNominal);

    /// <summary>Name of each number of a row: <c>carat</c>, <c>cut=Ideal</c>.</summary>
    public IReadOnlyList<string> Names => [.. All.SelectMany(column => column.IsNominal ? column.Words.Select(word => $"{column.Name}={word}") : [column.Name])];

    /// <summary>The columns of a table, their words in ordinal order.</summary>
    public static TableColumns Of(Table table) => new([.. table.Columns.Select(column => new TableColumn(column.Name, column is NominalColumn nominal ? [.. nominal.Words.Order(StringComparer.Ordinal)] : []))]);

    /// <summary>A row with each nominal column as the place of its word in the column's list, −1 for a word that it does not know.</summary>
    /// <param name="row">Numbers of a row.</param>
    /// <param name="coded">Takes one number for each column.</param>
    public void Code(ReadOnlySpan<float> row, Span<float> coded)
    {
        var at = 0;
        for (var c = 0; c < All.Count; c++)
        {
            coded[c] = All[c].IsNominal ? row.Slice(at, All[c].Width).IndexOf(1f) : row[at];
            at += All[c].Width;
        }
    }

    /// <summary>The rows of a table, one after the other.</summary>
    /// <param name="table">Has these columns, of their kinds; others are left out.</param>
    public float[] Rows(Table table)
    {
        var (rows, at) = (new float[table.Rows * Width], 0);
        foreach (var column in All)
        {
            var values = table.Columns.Single(c => c.Name == column.Name);
            if (values is NominalColumn words) WriteWords(column, words, rows.AsSpan(at));
            else WriteNumbers((ContinuousColumn)values, rows.AsSpan(at));
            at += column.Width;
        }
        return rows;
    }

    /// <summary>The table of some rows; a word that its column does not know is empty.</summary>
    public Table Table(ReadOnlySpan<float> rows)
    {
        var (coded, count) = (new float[rows.Length / Width * All.Count], rows.Length / Width);
        for (var row = 0; row < count; row++) Code(rows.Slice(row * Width, Width), coded.AsSpan(row * All.Count, All.Count));
        return new Table([.. All.Select((column, c) => Column(column, [.. Enumerable.Range(0, count).Select(row => coded[(row * All.Count) + c])]))]);
    }

    /// <inheritdoc/>
    public bool Equals(TableColumns? other) => other is not null && All.SequenceEqual(other.All);

    /// <inheritdoc/>
    public override int GetHashCode() => All.Count;

    private static Column Column(TableColumn column, double[] values) => column.IsNominal
        ? new NominalColumn(column.Name, [.. values.Select(code => code < 0 ? "" : column.Words[(int)code])])
        : new ContinuousColumn(column.Name, values);

    private void WriteWords(TableColumn column, NominalColumn values, Span<float> rows)
    {
        var (width, known) = (Width, column.Words.ToList());
        int[] places = [.. values.Words.Select(word => known.IndexOf(word))];
        for (var row = 0; row < values.Count; row++)
            if (places[values.Codes[row]] is var place and >= 0) rows[(row * width) + place] = 1;
    }

    private void WriteNumbers(ContinuousColumn values, Span<float> rows)
    {
        var width = Width;
        for (var row = 0; row < values.Count; row++) rows[row * width] = (float)values.Values[row];
    }
}
