using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Tables;

/// <summary>Takes a column of numbers out of cells, its gaps filled where the reading says so.</summary>
internal static class NumberReading
{
    /// <summary>The column; every problem of it goes to the list.</summary>
    public static ContinuousColumn Of(TableCells cells, int column, TableReading reading, List<Problem> problems)
    {
        var (name, own) = (cells.Headings[column], cells.Columns[column]);
        var (values, gaps, bad) = (new double[own.Count], new bool[own.Count], new List<int>());
        for (var row = 0; row < values.Length; row++)
        {
            if (own.TryNumber(row, out values[row]))
                continue;
            if (reading.FillsIn(name) && own.IsGap(row))
                gaps[row] = true;
            else
                bad.Add(row);
        }
        var problem =
            bad.Count > 0 ? NoNumber(cells, column, bad, reading)
            : reading.Fillings is null && values.Length > 0 && LearnedRows(values, reading).All(row => gaps[row])
                ? NoMedian(cells.Path, name)
            : null;
        var date = own is DateCells dates ? dates.Unit : (DateUnit?)null;
        if (problem is null && !reading.FillsIn(name))
            return new ContinuousColumn(name, values) { Date = date };
        if (problem is null)
            return Filled(name, values, gaps, FillingOf(name, values, gaps, reading), date);
        problems.Add(problem);
        return new ContinuousColumn(name, []);
    }

    private static Filling FillingOf(string name, double[] values, bool[] gaps, TableReading reading) =>
        reading.Fillings is { } known
            ? known[name]
            : new Filling(
                Filling.Median(LearnedRows(values, reading).Where(row => !gaps[row]).Select(row => values[row])),
                reading.Gaps == GapRule.Indicator && LearnedRows(values, reading).Any(row => gaps[row])
            );

    private static IEnumerable<int> LearnedRows(double[] values, TableReading reading) =>
        reading.Learned ?? Enumerable.Range(0, values.Length);

    private static ContinuousColumn Filled(string name, double[] values, bool[] gaps, Filling filling, DateUnit? date)
    {
        for (var row = 0; row < values.Length; row++)
            if (gaps[row])
                values[row] = filling.Number;
        return new ContinuousColumn(name, values, filling, gaps) { Date = date };
    }

    private static Problem NoNumber(TableCells cells, int column, List<int> bad, TableReading reading)
    {
        var own = cells.Columns[column];
        var others = bad.Count == 1 ? "" : FormattableString.Invariant($" (and {bad.Count - 1} more such cells below)");
        var remedy =
            !reading.Fills && !reading.Targets.Contains(cells.Headings[column]) && bad.Exists(own.IsGap)
                ? $"Have gaps filled in, also for a teacher that would take NaN: set {reading.Option("gaps")} to median or indicator. "
                    + "Otherwise correct the cell or leave the row out"
                : "Correct it or leave the row out";
        return new Problem(
            FormattableString.Invariant($"{cells.Place(bad[0])}, column '{cells.Headings[column]}'"),
            $"'{own.Text(bad[0])}'{others}",
            "a finite number, as in the other cells of this column",
            $"{remedy}; if the cells are names, say so with {reading.Option("nominal")}."
        );
    }

    private static Problem NoMedian(string path, string name) =>
        new(
            $"{path}, column '{name}'",
            "gaps alone",
            "a number, whose median stands for the gaps",
            $"Leave the column out: ignore: [{name}]."
        );
}
