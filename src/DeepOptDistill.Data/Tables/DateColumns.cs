using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Tables;

/// <summary>Finds the dates in the cells of a file and makes numbers of them: one of each column, and parts behind the last.</summary>
internal static class DateColumns
{
    /// <summary>The cells with dates in place of texts; what is none, and parts with names of other columns, go to the list.</summary>
    public static TableCells Of(TableCells cells, TableReading reading, List<Problem> problems)
    {
        List<Cells> columns = [.. cells.Columns.Select((_, i) => Of(cells, i, reading, problems))];
        List<string> headings = [.. cells.Headings];
        foreach (var (date, heading) in columns.Zip(cells.Headings).ToList().Where(column => column.First is DateCells))
        {
            foreach (var part in PartsOf(heading, reading))
            {
                headings.Add(NameOf(heading, part));
                columns.Add(((DateCells)date).Part(part));
            }
        }
        if (headings.Count > cells.Headings.Count)
            problems.AddRange(TableCells.Check(cells.Path, headings));
        return cells with { Headings = headings, Columns = columns };
    }

    /// <summary>The problem of a column of words that look like dates; null where they do not.</summary>
    public static Problem? Unsaid(TableCells cells, int column, TableReading reading)
    {
        if (cells.Columns[column] is not TextCells texts)
            return null;
        var told = texts.Texts.Where(text => !GapSpellings.Contains(text)).ToList();
        var dates = told.Count(DateFormat.LooksLikeOne);
        if (2 * dates <= told.Count)
            return null;
        var name = cells.Headings[column];
        if (Unreadable(texts) is var wrong && IsMostlyKnown(texts, wrong))
            return new Problem(
                $"{cells.Place(wrong[0])}, column '{name}'",
                FormattableString.Invariant($"'{texts.Text(wrong[0])}' among {told.Count - wrong.Count:#,0} cells that look like dates"),
                "a date as 2024-01-31",
                $"Correct it, leave it empty, or say that all are words: {reading.Option("nominal")} [{name}]."
            );
        if (dates < told.Count)
            return new Problem(
                $"{cells.Path}, column '{name}'",
                $"'{told.Find(text => !DateFormat.LooksLikeOne(text))}' among {dates} cells that look like dates",
                "dates alone, or words",
                $"Correct it, leave it empty, or say that all are words: {reading.Option("nominal")} [{name}]."
            );
        return new Problem(
            $"{cells.Path}, column '{name}'",
            $"what looks like dates ('{told[0]}')",
            "numbers, words, or dates as 2024-01-31",
            $"Say that they are dates and how they are written: {reading.Option("dates")} [{name}], {reading.Option("date_format")} "
                + $"'%d.%m.%Y'. If the cells are names, say so with {reading.Option("nominal")}."
        );
    }

    /// <summary>Whether a column looks like dates that are written in no form that is known by itself.</summary>
    public static bool IsOfUnsaidForm(TableCells cells, int column, TableReading reading) =>
        Unsaid(cells, column, reading) is not null && cells.Columns[column] is TextCells texts && !IsMostlyKnown(texts, Unreadable(texts));

    /// <summary>Whether most cells are dates of ISO 8601, so that the others are slips.</summary>
    private static bool IsMostlyKnown(TextCells texts, List<int> wrong) =>
        wrong.Count > 0 && 2 * wrong.Count < Enumerable.Range(0, texts.Count).Count(row => !texts.IsGap(row));

    private static List<int> Unreadable(TextCells texts) =>
        [.. Enumerable.Range(0, texts.Count).Where(row => !texts.IsGap(row) && !DateFormat.Iso.TryRead(texts.Text(row), out _))];

    private static string NameOf(string column, DatePart part) => $"{column}.{Spelling.Word(part.ToString())}";

    private static IEnumerable<DatePart> PartsOf(string column, TableReading reading) =>
        reading.Targets.Contains(column) || !reading.Takes(column) ? [] : reading.Dates.Parts.Distinct();

    private static Cells Of(TableCells cells, int column, TableReading reading, List<Problem> problems)
    {
        var (name, own, dates) = (cells.Headings[column], cells.Columns[column], reading.Dates);
        if (own is DateCells known)
            return known with { Unit = dates.Unit };
        if (own is not TextCells texts || reading.Names(name) || reading.Ignored.Contains(name))
            return own;
        var isNamed = dates.Columns.Contains(name);
        var recognized = isNamed || !dates.Recognizes ? own : Recognized(texts, dates.Unit);
        if (isNamed || recognized is DateCells)
            problems.AddRange(MixedZones(cells, column, texts));
        if (!isNamed)
            return recognized;
        var read = Read(texts, DateFormat.Of(dates.Format) ?? DateFormat.Iso);
        if (read.Bad.Count > 0)
            problems.Add(NoDate(cells, column, read.Bad, reading));
        return new DateCells(read.Dates, dates.Unit);
    }

    /// <summary>A column of nothing but dates of ISO 8601 and gaps; any other as it is.</summary>
    private static Cells Recognized(TextCells texts, DateUnit unit)
    {
        var first = texts.Texts.FirstOrDefault(text => !GapSpellings.Contains(text));
        if (first is null || !DateFormat.Iso.TryRead(first, out _))
            return texts;
        var read = Read(texts, DateFormat.Iso);
        return read.Bad.Count == 0 ? new DateCells(read.Dates, unit) : texts;
    }

    /// <summary>A time without its distance from UTC beside others that have one: whose clock it is, nobody can tell.</summary>
    private static IEnumerable<Problem> MixedZones(TableCells cells, int column, TextCells texts)
    {
        var timed = Enumerable.Range(0, texts.Count).Where(row => !texts.IsGap(row) && texts.Text(row).Contains(':')).ToList();
        var bare = timed.Where(row => !DateFormat.TellsZone(texts.Text(row))).ToList();
        if (bare.Count == 0 || bare.Count == timed.Count)
            yield break;
        yield return new Problem(
            $"{cells.Place(bare[0])}, column '{cells.Headings[column]}'",
            $"'{texts.Text(bare[0])}' beside '{texts.Text(timed.First(row => !bare.Contains(row)))}', which tells its distance from UTC",
            "a distance with all times, or with none",
            "Write Z behind those that are in UTC, or +02:00 and the like."
        );
    }

    private static (DateTime?[] Dates, List<int> Bad) Read(TextCells texts, DateFormat format)
    {
        var (dates, bad) = (new DateTime?[texts.Count], new List<int>());
        for (var row = 0; row < texts.Count; row++)
        {
            if (texts.IsGap(row))
                continue;
            // What is none is told once, and not as a gap as well.
            var isDate = format.TryRead(texts.Text(row), out var date);
            dates[row] = isDate ? date : DateTime.UnixEpoch;
            if (!isDate)
                bad.Add(row);
        }
        return (dates, bad);
    }

    private static Problem NoDate(TableCells cells, int column, List<int> bad, TableReading reading)
    {
        var others = bad.Count == 1 ? "" : FormattableString.Invariant($" (and {bad.Count - 1:#,0} more such cells below)");
        var expected = reading.Dates.Format is { } format ? $"a date written as {format}" : "a date as 2024-01-31 or 2024-01-31T18:30";
        return new Problem(
            $"{cells.Place(bad[0])}, column '{cells.Headings[column]}'",
            $"'{cells.Columns[column].Text(bad[0])}'{others}",
            expected,
            $"Correct it, or say how dates are written: {reading.Option("date_format")} '%d.%m.%Y'."
        );
    }
}
