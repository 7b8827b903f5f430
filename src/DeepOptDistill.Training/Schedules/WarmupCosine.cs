using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Schedules;

/// <summary>
/// Rises linearly to the peak over the first <c>warmup</c> share of the steps, then falls as half a cosine to <c>end</c>·peak at the last
/// step.
/// </summary>
/// <remarks>Loshchilov and Hutter 2017; warm-up as in Goyal et al. 2017.</remarks>
[Kind("warmup-cosine", "linear rise to a peak, then half a cosine down")]
public sealed record WarmupCosine : Schedule
{
    /// <summary>Highest rate; the optimizer's rate where left out.</summary>
    [Between(0, double.PositiveInfinity)]
    public double? Peak { get; init; }

    /// <summary>Share of the steps that rise.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Warmup { get; init; } = 0.05;

    /// <summary>Rate of the last step as a share of the peak.</summary>
    [Between(0, 1)]
    public double End { get; init; }

    /// <inheritdoc/>
    public override double At(ScheduleClock clock, double rate)
    {
        var peak = Peak ?? rate;
        var rising = (long)Math.Ceiling(Warmup * clock.Steps);
        if (clock.Step < rising)
            return peak * (clock.Step + 1) / (rising + 1);
        var falling = Math.Max(1, clock.Steps - 1 - rising);
        var share = Math.Min(1.0, (double)(clock.Step - rising) / falling);
        return peak * (End + ((1 - End) * 0.5 * (1 + Math.Cos(Math.PI * share))));
    }
}
