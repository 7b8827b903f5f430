using System.Text;
using DeepOptDistill.Core.Problems;
using nietras.SeparatedValues;

namespace DeepOptDistill.Data.Tables;

/// <summary>Tables in CSV files: UTF-8, commas, a first line of headings, quotes where a cell needs them.</summary>
internal static class CsvFile
{
    public static TableCells Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(path, file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw TableCells.Refused(path, $"a file that cannot be read ({error.Message.TrimEnd('.')})", "a readable CSV file");
        }
    }

    /// <summary>Reads from a stream; <paramref name="path"/> names it in problems.</summary>
    public static TableCells Read(string path, Stream stream)
    {
        try
        {
            using var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), leaveOpen: true);
            // Headings are a row like others to the parser: what is wrong with them is said in our words.
            using var reader = Sep.New(',').Reader(options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).From(text);
            return Read(path, reader);
        }
        catch (DecoderFallbackException)
        {
            throw TableCells.Refused(path, "bytes that are not UTF-8 text", "a CSV file in UTF-8");
        }
        catch (InvalidDataException error)
        {
            throw TableCells.Refused(path, $"a file that cannot be read ({error.Message.TrimEnd('.')})", "a readable CSV file");
        }
    }

    private static TableCells Read(string path, SepReader reader)
    {
        string[]? headings = null;
        var (columns, lines, problems) = (Array.Empty<List<string>>(), new List<int>(), new List<Problem>());
        foreach (var row in reader)
        {
            if (row.ColCount == 1 && row.Span.Length == 0) continue;
            if (headings is null)
            {
                headings = Texts(row);
                problems.AddRange(TableCells.Check(path, headings));
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
        if (problems.Count == 0 && TableCells.CheckRows(path, lines.Count, headings is null) is { } problem) problems.Add(problem);
        InputException.ThrowIfAny(problems);
        return new TableCells(path, headings!, [.. columns.Select(texts => new TextCells(texts))], row => FormattableString.Invariant($"{path}:{lines[row]}"));
    }

    private static string[] Texts(SepReader.Row row)
    {
        var texts = new string[row.ColCount];
        for (var i = 0; i < texts.Length; i++) texts[i] = row[i].ToString();
        return texts;
    }
}
