using System.Globalization;

namespace DeepOptDistill.Reporting.Words;

/// <summary>Numbers as a report spells them, the same in every culture.</summary>
internal static class Figures
{
    /// <summary><c>91.62 %</c>; an R² that is far below 0 only as that.</summary>
    public static string Percent(double share) => share < -10 ? "below −1,000 %" : Invariant($"{100 * share:0.00} %").Replace('-', '−');

    /// <summary><c>61 %</c></summary>
    public static string WholePercent(double share) => Invariant($"{Unsigned(100 * share):0} %").Replace('-', '−');

    /// <summary>The ends of an interval, <c>48 % to 74 %</c>; with more digits where both would be the same.</summary>
    public static string PercentRange(double low, double high) =>
        low < high && WholePercent(low) == WholePercent(high)
            ? $"{Percent(low)} to {Percent(high)}"
            : $"{WholePercent(low)} to {WholePercent(high)}";

    /// <summary>0 for what rounds to it: a zero has no sign.</summary>
    private static double Unsigned(double percent) => Math.Abs(percent) < 0.5 ? 0 : percent;

    /// <summary>A difference of two shares without its sign, in percentage points: <c>1.21 points</c>.</summary>
    public static string Points(double difference) => Invariant($"{100 * Math.Abs(difference):0.00} points");

    /// <summary>The same with its sign: <c>+1.21</c>, <c>−0.40</c>.</summary>
    public static string SignedPoints(double difference) => Invariant($"{100 * difference:+0.00;−0.00;0.00}");

    /// <summary><c>15,210</c></summary>
    public static string Count(long count) => Invariant($"{count:#,0}");

    /// <summary>What stands for a number that is not known.</summary>
    public const string Unknown = "–";

    /// <summary>A count; <c>at least 15,210</c> where some is not counted.</summary>
    public static string Count(long count, IReadOnlyCollection<string> unknown) => AtLeast(Count(count), unknown);

    /// <summary>A count in short; <c>at least 15.2 K</c> where some is not counted, a dash where nothing is.</summary>
    public static string Compact(double? count, IReadOnlyCollection<string> unknown) =>
        count is { } known ? AtLeast(Compact(known), unknown) : Unknown;

    /// <summary><c>850</c>, <c>15.2 K</c>, <c>1.24 M</c></summary>
    public static string Compact(double count) =>
        count switch
        {
            >= 999_500_000 => Significant(count / 1e9) + " G",
            >= 999_500 => Significant(count / 1e6) + " M",
            >= 1000 => Significant(count / 1e3) + " K",
            _ => Invariant($"{count:0}"),
        };

    /// <summary>A round number at an axis: <c>20 K</c>.</summary>
    public static string Round(double count) =>
        count switch
        {
            >= 999_999_999 => Invariant($"{count / 1e9:0.##} G"),
            >= 999_999 => Invariant($"{count / 1e6:0.##} M"),
            >= 999.99 => Invariant($"{count / 1e3:0.##} K"),
            _ => Invariant($"{count:0.##}"),
        };

    /// <summary>A number at a logarithmic axis: <c>0.002</c>, <c>2e-06</c>.</summary>
    public static string OfDecade(double value) =>
        Math.Abs(value) is < 1e-3 or >= 1e5 ? Invariant($"{value:0e0}") : Invariant($"{value:0.####}");

    /// <summary>A share at a logarithmic axis: <c>0.2 %</c>.</summary>
    public static string PercentOfDecade(double share) => OfDecade(100 * share) + " %";

    /// <summary>Powers of 1024: <c>59.9 KiB</c>.</summary>
    public static string Bytes(long bytes) =>
        bytes switch
        {
            >= 1 << 20 => Significant(bytes / (double)(1 << 20)) + " MiB",
            >= 1 << 10 => Significant(bytes / (double)(1 << 10)) + " KiB",
            _ => Invariant($"{bytes} B"),
        };

    /// <summary>A time, or a dash.</summary>
    public static string Milliseconds(double? milliseconds) => milliseconds is { } known ? Milliseconds(known) : Unknown;

    /// <summary><c>0.042 ms</c>; below a hundredth <c>0.0047 ms</c>, so that ratios can be checked.</summary>
    public static string Milliseconds(double milliseconds) =>
        milliseconds switch
        {
            >= 1 => Significant(milliseconds) + " ms",
            >= 0.00995 => Invariant($"{milliseconds:0.000} ms"),
            _ => Invariant($"{milliseconds:0.0000} ms"),
        };

    /// <summary><c>4.2 s</c>, <c>3 min 05 s</c>, <c>1 h 12 min</c></summary>
    public static string Duration(double seconds)
    {
        if (seconds < 59.95)
            return Invariant($"{seconds:0.0} s");
        var whole = (long)Math.Round(seconds);
        return whole < 3600 ? Invariant($"{whole / 60} min {whole % 60:00} s") : Invariant($"{whole / 3600} h {whole % 3600 / 60:00} min");
    }

    /// <summary>A ratio: <c>27</c>, <c>9.3</c>, <c>0.85</c>.</summary>
    public static string Ratio(double ratio) =>
        Invariant(
            ratio switch
            {
                >= 9.95 => $"{ratio:#,0}",
                >= 0.995 => (FormattableString)$"{ratio:0.0}",
                _ => $"{ratio:0.00}",
            }
        );

    /// <summary>Any number with four digits.</summary>
    public static string Number(double value) => Invariant($"{value:0.0000}");

    /// <summary>Any number with four significant digits: <c>54.31</c>, <c>0.001234</c>, <c>123,400</c>.</summary>
    public static string FourDigits(double value)
    {
        var digits = value == 0 ? 0 : 3 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return Math.Clamp(digits, -12, 12) switch
        {
            > 0 and var places => value.ToString($"F{places}", CultureInfo.InvariantCulture),
            var places => (Math.Round(value / Math.Pow(10, -places)) * Math.Pow(10, -places)).ToString("#,0", CultureInfo.InvariantCulture),
        };
    }

    /// <summary><c>2 seeds</c>, <c>1 seed</c></summary>
    public static string Counted(int count, string noun) => Invariant($"{count:#,0} {noun}{(count == 1 ? "" : "s")}");

    private static string AtLeast(string count, IReadOnlyCollection<string> unknown) => unknown.Count > 0 ? $"at least {count}" : count;

    private static string Significant(double value) =>
        Invariant(
            value switch
            {
                >= 99.95 => $"{value:0}",
                >= 9.995 => (FormattableString)$"{value:0.0}",
                _ => $"{value:0.00}",
            }
        );

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
