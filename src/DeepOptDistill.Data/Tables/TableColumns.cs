using DeepOptDistill.Data.Labels;

namespace DeepOptDistill.Data.Tables;

/// <summary>
/// The columns of a table and how its rows become numbers: a number stays itself, a word becomes one number for each word of its column, 1
/// for itself and 0 for the others (one-hot). A word that the column does not know is 0 throughout. Behind them stand the marks of numbers
/// that were filled in.
/// </summary>
/// <param name="All">The columns, in the table's order, without label and ignored ones; then those that mark gaps.</param>
public sealed record TableColumns(IReadOnlyList<TableColumn> All)
{
    /// <summary>Numbers of a row.</summary>
    public int Width => All.Sum(column => column.Width);

    /// <summary>Whether some column holds words.</summary>
    public bool AnyNominal => All.Any(column => column.IsNominal);

    /// <summary>The columns that a file holds.</summary>
    public IEnumerable<TableColumn> Held => All.Where(column => column.Marks is null);

    /// <summary>The word that stands for gaps; null where gaps are not filled.</summary>
    public string? GapWord { get; init; }

    /// <summary>How the file was spelt from which they are.</summary>
    public TableFormat Format { get; init; } = new();

    /// <summary>How dates were read: the columns that held some, and no others.</summary>
    public DateReading Dates { get; init; } = new([]) { Recognizes = false };

    /// <summary>Name of each number of a row: <c>carat</c>, <c>cut=Ideal</c>, <c>carat=missing</c>.</summary>
    public IReadOnlyList<string> Names =>
        [.. All.SelectMany(column => column.IsNominal ? column.Words.Select(word => $"{column.Name}={word}") : [column.Name])];

    /// <summary>What stands for a gap in each column of numbers whose gaps are filled in: <c>carat=0.7</c>.</summary>
    public IReadOnlyList<string> Fillings =>
        [
            .. Held.Where(column => column.Filling is not null)
                .Select(column => FormattableString.Invariant($"{column.Name}={column.Filling!.Number:R}")),
        ];

    /// <summary>The places of a row at which a number may stand for a gap, and that number.</summary>
    internal IReadOnlyList<(int Place, float Number)> FillingPlaces
    {
        get
        {
            var (places, at) = (new List<(int Place, float Number)>(), 0);
            foreach (var column in All)
            {
                if (column.Filling is { } filling)
                    places.Add((at, (float)(filling.Number - column.Origin)));
                at += column.Width;
            }
            return places;
        }
    }

    /// <summary>What each number of a row is relative to.</summary>
    public IReadOnlyList<double> Origins => [.. All.SelectMany(column => Enumerable.Repeat(column.Origin, column.Width))];

    /// <summary>A sentence for each column of numbers of which some are lost in float32.</summary>
    internal IEnumerable<string> Lost(Table table) =>
        table
            .Columns.OfType<ContinuousColumn>()
            .Where(column => Held.Any(held => held.Name == column.Name))
            .Select(column => OriginOf(column).Warning($"column '{column.Name}'"))
            .OfType<string>();

    /// <summary>A sentence for each column in which a table has words that these columns do not know.</summary>
    /// <param name="table">The table.</param>
    /// <param name="where">Its file.</param>
    internal IEnumerable<string> Unseen(Table table, string where) =>
        from column in Held
        where column.IsNominal
        let words = table.Columns.OfType<NominalColumn>().First(found => found.Name == column.Name)
        let unknown = words.Words.Where(word => !column.Words.Contains(word)).ToHashSet(StringComparer.Ordinal)
        where unknown.Count > 0
        let rows = Enumerable.Range(0, words.Count).Count(row => unknown.Contains(words.Text(row)))
        select FormattableString.Invariant($"{where}, column '{column.Name}': {rows:#,0} of {words.Count:#,0} rows have words ")
            + $"that no row has from which is learned ({Some(unknown)}); all their numbers are 0 there.";

    /// <summary>With the gaps that a test file of its own has.</summary>
    internal TableColumns Tested(Table test)
    {
        var filled = test.Columns.OfType<ContinuousColumn>().ToDictionary(column => column.Name, column => column.Filled);
        return this with { All = [.. All.Select(column => column with { FilledInTest = filled.GetValueOrDefault(column.Name) })] };
    }

    private static string Some(IReadOnlyCollection<string> words) =>
        string.Join(", ", words.Order(StringComparer.Ordinal).Take(5).Select(word => word.Length == 0 ? "(empty)" : word))
        + (words.Count > 5 ? FormattableString.Invariant($" and {words.Count - 5} more") : "");

    /// <summary>The columns of a table, their words in ordinal order; behind them one for each whose gaps are marked.</summary>
    /// <param name="table">The table.</param>
    /// <param name="learned">The rows whose words are known; null for all.</param>
    public static TableColumns Of(Table table, IReadOnlyList<int>? learned = null)
    {
        List<TableColumn> held = [.. table.Columns.Select(column => Of(column, learned))];
        return new([
            .. held,
            .. held.Where(column => column.Filling is { IsMarked: true })
                .Select(column => new TableColumn($"{column.Name}=missing", []) { Marks = column.Name }),
        ]);
    }

    /// <summary>
    /// A row with each nominal column as the place of its word in the column's list, −1 for a word that it does not know.
    /// </summary>
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
        var (rows, at) = (new float[RowArray.Length(table.Rows, Width, "the table's rows")], 0);
        foreach (var column in All)
        {
            var values = table.Columns.Single(c => c.Name == (column.Marks ?? column.Name));
            if (column.Marks is not null)
                WriteMarks((ContinuousColumn)values, rows.AsSpan(at));
            else if (values is NominalColumn words)
                WriteWords(column, words, rows.AsSpan(at));
            else
                WriteNumbers((ContinuousColumn)values, column.Origin, rows.AsSpan(at));
            at += column.Width;
        }
        return rows;
    }

    /// <summary>The table of some rows; a word that its column does not know is empty.</summary>
    public Table Table(ReadOnlySpan<float> rows)
    {
        var (coded, count) = (new float[rows.Length / Width * All.Count], rows.Length / Width);
        for (var row = 0; row < count; row++)
            Code(rows.Slice(row * Width, Width), coded.AsSpan(row * All.Count, All.Count));
        double[] Cells(TableColumn column) =>
            [.. Enumerable.Range(0, count).Select(row => coded[(row * All.Count) + Place(column)] + column.Origin)];
        return new Table([
            .. Held.Select(column =>
                Column(column, Cells(column), All.FirstOrDefault(c => c.Marks == column.Name) is { } marks ? Cells(marks) : [])
            ),
        ]);
    }

    /// <inheritdoc/>
    public bool Equals(TableColumns? other) => other is not null && All.SequenceEqual(other.All);

    /// <inheritdoc/>
    public override int GetHashCode() => All.Count;

    private static TableColumn Of(Column column, IReadOnlyList<int>? learned) =>
        column is NominalColumn nominal
            ? new TableColumn(
                column.Name,
                [.. (learned is null ? nominal.Words : learned.Select(nominal.Text).Distinct()).Order(StringComparer.Ordinal)]
            )
            : Of((ContinuousColumn)column);

    private static TableColumn Of(ContinuousColumn numbers) =>
        new(numbers.Name, [])
        {
            Filling = numbers.Filling,
            Filled = numbers.Filled,
            Date = numbers.Date,
            Origin = OriginOf(numbers).Number,
        };

    // Of the whole file, whatever is held back of it: the origin is undone exactly, and a row is the same numbers in every split.
    private static Origin OriginOf(ContinuousColumn column) => Labels.Origin.Of(column.Values.ToArray());

    private static Column Column(TableColumn column, double[] values, double[] marks) =>
        column.IsNominal
            ? new NominalColumn(column.Name, [.. values.Select(code => code < 0 ? "" : column.Words[(int)code])])
            : new ContinuousColumn(column.Name, values, column.Filling, [.. marks.Select(mark => mark != 0)]) { Date = column.Date };

    private int Place(TableColumn column)
    {
        for (var c = 0; c < All.Count; c++)
            if (ReferenceEquals(All[c], column))
                return c;
        throw new ArgumentException($"{column.Name}: found a column of another table.");
    }

    private void WriteWords(TableColumn column, NominalColumn values, Span<float> rows)
    {
        var (width, known) = (Width, column.Words.ToList());
        int[] places = [.. values.Words.Select(word => known.IndexOf(word))];
        for (var row = 0; row < values.Count; row++)
            if (places[values.Codes[row]] is var place and >= 0)
                rows[(row * width) + place] = 1;
    }

    private void WriteMarks(ContinuousColumn values, Span<float> rows)
    {
        var width = Width;
        for (var row = 0; row < values.Count; row++)
            rows[row * width] = values.IsGap(row) ? 1 : 0;
    }

    private void WriteNumbers(ContinuousColumn values, double origin, Span<float> rows)
    {
        var width = Width;
        for (var row = 0; row < values.Count; row++)
            rows[row * width] = (float)(values.Values[row] - origin);
    }
}
