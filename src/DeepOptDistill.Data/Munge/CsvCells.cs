using System.Text;
using DeepOptDistill.Core.Problems;
using nietras.SeparatedValues;

namespace DeepOptDistill.Data.Munge;

/// <summary>The cells of a CSV file as text.</summary>
/// <param name="Path">The file.</param>
/// <param name="Headings">The first line.</param>
/// <param name="Columns">The cells below each heading.</param>
/// <param name="Lines">The line of the file that each row begins in.</param>
internal sealed record CsvCells(string Path, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Columns, IReadOnlyList<int> Lines)
{
    public static CsvCells Read(string path)
    {
        if (!File.Exists(path)) throw Refused(path, Directory.Exists(path) ? "a folder" : "no such file", "a CSV file");
        try
        {
            using var text = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            // Headings are a row like others to the parser: what is wrong with them is said in our words.
            using var reader = Sep.New(',').Reader(options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).From(text);
            return Read(path, reader);
        }
        catch (DecoderFallbackException)
        {
            throw Refused(path, "bytes that are not UTF-8 text", "a CSV file in UTF-8");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Refused(path, $"a file that cannot be read ({error.Message.TrimEnd('.')})", "a readable CSV file");
        }
    }

    private static CsvCells Read(string path, SepReader reader)
    {
        string[]? headings = null;
        var (columns, lines, problems) = (Array.Empty<List<string>>(), new List<int>(), new List<Problem>());
        foreach (var row in reader)
        {
            if (row.ColCount == 1 && row.Span.Length == 0) continue;
            if (headings is null)
            {
                headings = Named(path, row, problems);
                columns = [.. headings.Select(_ => new List<string>())];
            }
            else if (row.ColCount != headings.Length)
            {
                problems.Add(new Problem(FormattableString.Invariant($"{path}:{row.LineNumberFrom}"), $"{row.ColCount} cells", $"{headings.Length}, one for each heading"));
            }
            else
            {
                lines.Add(row.LineNumberFrom);
                for (var i = 0; i < columns.Length; i++) columns[i].Add(row[i].ToString());
            }
        }
        if (problems.Count == 0 && lines.Count < 2)
            problems.Add(new Problem(path, headings is null ? "an empty file" : $"{lines.Count} rows below the headings", "a line of headings and at least 2 rows"));
        InputException.ThrowIfAny(problems);
        return new CsvCells(path, headings!, columns, lines);
    }

    private static string[] Named(string path, SepReader.Row row, List<Problem> problems)
    {
        var names = new string[row.ColCount];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = row[i].ToString();
            if (names[i].Length == 0) problems.Add(new Problem($"{path}, heading {i + 1}", "no name", "one for each column"));
            else if (Array.IndexOf(names, names[i], 0, i) >= 0) problems.Add(new Problem($"{path}, heading {i + 1}", $"a second '{names[i]}'", "names that differ"));
        }
        return names;
    }

    private static InputException Refused(string path, string found, string expected) => new(new Problem(path, found, expected));
}
