using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Schedules;

/// <summary>
/// From peak / div up to the peak over the first share of the steps, then down to peak / (div · final_div), both as half cosines or lines.
/// </summary>
/// <remarks>
/// Smith and Topin 2018, arXiv 1708.07120, in the two-phase form and with the defaults of PyTorch's OneCycleLR. That one also takes
/// momentum down and up again, against the rate; here the optimizer's momentum stays.
/// </remarks>
[Kind("one-cycle", "up to a peak and down to almost nothing")]
public sealed record OneCycle : Schedule
{
    /// <summary>Highest rate; the optimizer's rate where left out.</summary>
    [Between(0, double.PositiveInfinity)]
    public double? Peak { get; init; }

    /// <summary>Share of the steps that rise.</summary>
    [Between(0, 1, LowExcluded = true, HighExcluded = true)]
    public double Rise { get; init; } = 0.3;

    /// <summary>Peak over the first rate.</summary>
    [Between(1, 1e9)]
    public double Div { get; init; } = 25;

    /// <summary>First rate over the last.</summary>
    [Between(1, 1e12)]
    public double FinalDiv { get; init; } = 1e4;

    /// <summary>Straight lines instead of half cosines.</summary>
    public bool Linear { get; init; }

    /// <inheritdoc/>
    public override double At(ScheduleClock clock, double rate)
    {
        var peak = Peak ?? rate;
        var (top, last) = ((Rise * clock.Steps) - 1, clock.Steps - 1.0);
        if (last <= 0)
            return peak;
        return clock.Step <= top
            ? Between(peak / Div, peak, top <= 0 ? 1 : clock.Step / top)
            : Between(peak, peak / Div / FinalDiv, (clock.Step - top) / (last - top));
    }

    private double Between(double from, double to, double share) =>
        Linear ? from + ((to - from) * share) : to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * share)));
}
