using OxyPlot.Axes;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>
/// A logarithmic axis with words at 1, 2 and 5 in each decade, at 1 alone where there are many, and at more where the range is narrow.
/// </summary>
internal sealed class DecadeAxis : LogarithmicAxis
{
    private const double ManyDecades = 3.5;

    private static readonly double[][] Digits =
    [
        [1],
        [1, 2, 5],
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        [.. Enumerable.Range(10, 90).Select(i => i / 10.0)],
    ];

    /// <inheritdoc/>
    public override void GetTickValues(
        out IList<double> majorLabelValues,
        out IList<double> majorTickValues,
        out IList<double> minorTickValues
    )
    {
        var (low, high) = (ActualMinimum, ActualMaximum);
        var choices = Digits.Skip(Math.Log10(high / low) > ManyDecades ? 0 : 1).Select(digits => Within(digits, low, high)).ToList();
        majorLabelValues = majorTickValues = choices.Find(ticks => ticks.Count > 1) ?? choices[^1];
        minorTickValues = [];
    }

    private static List<double> Within(double[] digits, double low, double high) =>
        [
            .. from power in Enumerable.Range((int)Math.Floor(Math.Log10(low)), 2 + (int)Math.Log10(high / low))
            from digit in digits
            let value = digit * Math.Pow(10, power)
            where value >= low && value <= high
            select value,
        ];
}
