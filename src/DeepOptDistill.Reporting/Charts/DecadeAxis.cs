using OxyPlot.Axes;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>A logarithmic axis with words at 1, 2 and 5 in each decade, or at 1 alone where there are many decades.</summary>
internal sealed class DecadeAxis : LogarithmicAxis
{
    private const double ManyDecades = 3.5;

    /// <inheritdoc/>
    public override void GetTickValues(out IList<double> majorLabelValues, out IList<double> majorTickValues, out IList<double> minorTickValues)
    {
        var (low, high) = (ActualMinimum, ActualMaximum);
        var digits = Math.Log10(high / low) > ManyDecades ? new[] { 1 } : [1, 2, 5];
        majorLabelValues = majorTickValues =
        [
            .. from power in Enumerable.Range((int)Math.Floor(Math.Log10(low)), 2 + (int)Math.Log10(high / low))
               from digit in digits
               let value = digit * Math.Pow(10, power)
               where value >= low && value <= high
               select value,
        ];
        minorTickValues = [];
    }
}
