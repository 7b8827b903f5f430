using System.Globalization;
using System.Text.RegularExpressions;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Distillation.Planning;

/// <summary>Amounts as people write them.</summary>
public static partial class Quantity
{
    /// <summary>A whole number > 0: <c>850</c>, <c>30k</c>, <c>1.5M</c>, <c>2G</c>; null, and a problem more, where it is none.</summary>
    public static long? Count(string text, string where, List<Problem> problems)
    {
        var match = Counts().Match(text);
        var factor = match.Groups[2].Value switch
        {
            "k" or "K" => 1e3,
            "M" => 1e6,
            "G" => 1e9,
            _ => 1.0,
        };
        if (match.Success && Number(match) * factor is >= 1 and <= 1e15 and var count)
            return (long)Math.Round(count);
        problems.Add(
            new Problem(
                where,
                $"'{text}'",
                "a number ≥ 1, with k, M or G behind it for a thousand, a million, a thousand millions",
                "Write 30k or 1.5M."
            )
        );
        return null;
    }

    /// <summary>A time > 0 in milliseconds: <c>0.3ms</c>, <c>300us</c>, <c>1s</c>; null, and a problem more, where it is none.</summary>
    public static double? Milliseconds(string text, string where, List<Problem> problems)
    {
        var match = Times().Match(text);
        var factor = match.Groups[2].Value switch
        {
            "us" or "µs" => 1e-3,
            "s" => 1e3,
            _ => 1.0,
        };
        if (match.Success && Number(match) * factor is > 0 and <= 1e9 and var time)
            return time;
        problems.Add(new Problem(where, $"'{text}'", "a time > 0 with its unit: us, ms or s", "Write 0.3ms or 300us."));
        return null;
    }

    /// <summary>Channels, height and width: <c>1x28x28</c>; null, and a problem more, where they are not.</summary>
    public static SampleShape? Images(string text, string where, List<Problem> problems)
    {
        var sizes = text.Split('x', '×')
            .Select(size => int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0)
            .ToList();
        if (sizes.Count == 3 && sizes.TrueForAll(size => size is >= 1 and <= 65536))
            return new SampleShape(sizes[0], sizes[1], sizes[2]);
        problems.Add(new Problem(where, $"'{text}'", "channels, height and width ≥ 1", "Write 1x28x28."));
        return null;
    }

    private static double Number(Match match) =>
        double.Parse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A([0-9]+(?:\.[0-9]+)?) ?([kKMG]?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Counts();

    [GeneratedRegex(@"\A([0-9]+(?:\.[0-9]+)?) ?(us|µs|ms|s)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Times();
}
