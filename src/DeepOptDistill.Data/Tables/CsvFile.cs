using System.Text;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using nietras.SeparatedValues;

namespace DeepOptDistill.Data.Tables;

/// <summary>
/// Tables in CSV files: UTF-8, commas or what the reading says, a first line of headings, quotes where a cell needs them.
/// </summary>
internal static class CsvFile
{
    private const int Told = 10;

    public static TableCells Read(string path, TableReading reading)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(path, file, reading);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw TableCells.Refused(path, $"a file that cannot be read ({error.Message.TrimEnd('.')})", "a readable CSV file");
        }
    }

    /// <summary>Reads from a stream; <paramref name="path"/> names it in problems.</summary>
    public static TableCells Read(string path, Stream stream, TableReading reading)
    {
        try
        {
            using var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), leaveOpen: true);
            // Headings are a row like others to the parser: what is wrong with them is said in our words.
            using var reader = Sep.New(reading.Format.Separator)
                .Reader(options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true })
                .From(text);
            return Read(path, reader, reading);
        }
        catch (DecoderFallbackException)
        {
            throw new InputException(
                new Problem(
                    path,
                    "bytes that are not UTF-8 text",
                    "a CSV file in UTF-8",
                    $"Where it is in Windows's or ISO's Latin letters: iconv -f WINDOWS-1252 -t UTF-8 '{Path.GetFileName(path)}' > utf8.csv"
                )
            );
        }
        // A quote that never closes makes a row longer than the parser holds.
        catch (Exception error) when (error is InvalidDataException or NotSupportedException or ArgumentException or OutOfMemoryException)
        {
            throw TableCells.Refused(path, $"a file that cannot be read ({error.Message.TrimEnd('.')})", "a readable CSV file");
        }
    }

    private static TableCells Read(string path, SepReader reader, TableReading reading)
    {
        string[]? headings = null;
        var misfits = 0;
        var (columns, lines, problems) = (Array.Empty<List<string>>(), new List<int>(), new List<Problem>());
        foreach (var row in reader)
        {
            if (row.ColCount == 1 && row.Span.Length == 0)
                continue;
            if (headings is null)
            {
                headings = Texts(row);
                problems.AddRange(TableCells.Check(path, headings));
                if (headings.Length == 1 && OtherSeparator(path, headings[0], reading) is { } other)
                    throw new InputException(other);
                columns = [.. headings.Select(_ => new List<string>())];
            }
            else if (row.ColCount != headings.Length)
            {
                if (++misfits <= Told)
                    problems.Add(
                        new Problem(
                            FormattableString.Invariant($"{path}:{row.LineNumberFrom}"),
                            Noun.Counted(row.ColCount, "cell"),
                            $"{headings.Length}, one for each heading"
                        )
                    );
            }
            else
            {
                lines.Add(row.LineNumberFrom);
                for (var i = 0; i < columns.Length; i++)
                    columns[i].Add(row[i].ToString());
            }
        }
        if (misfits > Told)
            problems.Add(
                new Problem(
                    path,
                    Noun.Counted(misfits - Told, "more such row"),
                    $"{headings!.Length} cells in each",
                    $"Put cells with a separator in them into quotes, or say what separates cells: {reading.Option("separator")}."
                )
            );
        if (problems.Count == 0 && TableCells.CheckRows(path, lines.Count, headings is null) is { } problem)
            problems.Add(problem);
        InputException.ThrowIfAny(problems);
        return new TableCells(
            path,
            headings!,
            [.. columns.Select(texts => new TextCells(texts, reading.Format))],
            row => FormattableString.Invariant($"{path}:{lines[row]}")
        );
    }

    /// <summary>The problem of a single heading with another separator in it; null where there is none.</summary>
    private static Problem? OtherSeparator(string path, string heading, TableReading reading)
    {
        var other = Array.Find(TableFormat.Usual, one => one != reading.Format.Separator && heading.Contains(one));
        return other == default
            ? null
            : new Problem(
                $"{path}:1",
                $"the one heading '{heading}'",
                $"headings separated by '{TableFormat.Word(reading.Format.Separator)}'",
                $"Say what separates them: {reading.Option("separator")} '{TableFormat.Word(other)}'."
            );
    }

    private static string[] Texts(SepReader.Row row)
    {
        var texts = new string[row.ColCount];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = row[i].ToString();
        return texts;
    }
}
