using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Averaging;

/// <summary>
/// Stochastic weight averaging: w̄ ← (n·w̄ + w) / (n+1) with n weights averaged before, at the end of each epoch or every so many steps
/// behind the start, and at the last step; a stage that stops before the start ends with its last weights.
/// </summary>
/// <remarks>Izmailov et al. 2018, arXiv 1803.05407: start at about 80 % of the budget, one average an epoch.</remarks>
[Kind("swa", "mean of the weights along the last part of a stage", Version = 2)]
public sealed record Swa : Average
{
    /// <summary>Share of the stage's steps that pass before the first average.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Start { get; init; } = 0.8;

    /// <summary>Steps between two averages; an epoch where left out.</summary>
    [Between(1, 1e9)]
    public int? EverySteps { get; init; }

    /// <inheritdoc/>
    public override double Share(AverageClock clock)
    {
        var every = EverySteps ?? clock.StepsPerEpoch;
        var before = (long)Math.Floor(Start * clock.Steps) / every;
        var counted = Math.Max(0, (clock.Step / every) - before);
        var counts = clock.Step % every == 0 && counted > 0;
        // A last step that no interval ends at counts too.
        if (clock.IsLast && !counts)
            (counts, counted) = (true, counted + 1);
        return counts ? 1.0 / counted : 0;
    }
}
