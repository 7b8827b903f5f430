using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Search;

namespace DeepOptDistill.Distillation.Search;

/// <summary>A setting of a recipe that a search varies: some values, or a range from which they are drawn log-uniformly.</summary>
/// <param name="Path">Its place, as <c>--set</c> takes it.</param>
/// <param name="Values">The values; empty for a range.</param>
/// <param name="Range">Ends of the range; null for values.</param>
/// <param name="Text">As it was written.</param>
public sealed record SearchAxis(string Path, IReadOnlyList<string> Values, (double Low, double High)? Range, string Text)
{
    private const string Example = "'stages[0].loss[0].temperature=1,2,4,8' or 'stages[0].optimizer.rate=0.01..0.3'";

    /// <summary>Reads <c>PATH=V1,V2,…</c> or <c>PATH=LOW..HIGH</c>; commas within brackets do not divide.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    public static SearchAxis Parse(string text)
    {
        var cut = text.IndexOf('=', StringComparison.Ordinal);
        if (cut <= 0 || cut == text.Length - 1)
            throw new InputException(new Problem("--try", $"'{text}'", "a path and its values", $"Write it like {Example}."));
        var (path, right) = (text[..cut].Trim(), text[(cut + 1)..].Trim());
        if (right.Split("..") is [var low, var high])
            return new(path, [], Ends(text, low, high), right);
        var values = Divide(right);
        if (values.Distinct().Count() is var distinct && (distinct < values.Count || values.Any(value => value.Length == 0)))
            throw new InputException(
                new Problem("--try", $"'{text}'", "values that differ, none of them empty", $"Write it like {Example}.")
            );
        return new(path, values, null, right);
    }

    /// <summary>A value of the range.</summary>
    /// <param name="random">Where it is drawn from.</param>
    public string Draw(ref RandomStream random)
    {
        if (Range is not var (low, high))
            return Values[random.NextInt(Values.Count)];
        return (low * Math.Pow(high / low, random.NextDouble())).ToString("g4", CultureInfo.InvariantCulture);
    }

    /// <summary>As a record keeps it.</summary>
    public SearchAxisRecord Record => new(Path, Values, Text);

    private static (double, double) Ends(string text, string low, string high) =>
        double.TryParse(low, CultureInfo.InvariantCulture, out var from)
        && double.TryParse(high, CultureInfo.InvariantCulture, out var to)
        && from > 0
        && to > from
        && double.IsFinite(to)
            ? (from, to)
            : throw new InputException(
                new Problem("--try", $"'{text}'", "a range of two numbers > 0, the smaller one first", $"Write it like {Example}.")
            );

    private static List<string> Divide(string text)
    {
        var (parts, depth, start) = (new List<string>(), 0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is ('{' or '['))
                depth++;
            if (i < text.Length && text[i] is ('}' or ']'))
                depth--;
            if (i < text.Length && (text[i] != ',' || depth > 0))
                continue;
            parts.Add(text[start..i].Trim());
            start = i + 1;
        }
        return parts;
    }
}
