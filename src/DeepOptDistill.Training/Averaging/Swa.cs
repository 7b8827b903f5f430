using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Training.Averaging;

/// <summary>Stochastic weight averaging: w̄ ← (n·w̄ + w) / (n + 1) at the end of every epoch behind the start, all with the same weight.</summary>
/// <remarks>Izmailov et al. 2018, arXiv 1803.05407. It wants a rate that stays high: a constant or cyclic schedule from the start on.</remarks>
[Kind("swa", "mean of the weights at the ends of the last epochs")]
public sealed record Swa : Averaging
{
    /// <summary>Share of the stage's epochs that pass before the first that counts.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Skip { get; init; } = 0.75;

    /// <summary>Epochs between two that count.</summary>
    [Between(1, 1e6)]
    public int EveryEpochs { get; init; } = 1;

    /// <inheritdoc/>
    public override double Share(ScheduleClock clock)
    {
        if ((clock.Step + 1) % clock.StepsPerEpoch != 0) return 0;
        var epochs = clock.Steps / clock.StepsPerEpoch;
        // The last epoch always counts: without it a stage of one epoch would have no average.
        var first = Math.Min(epochs, (long)Math.Floor(Skip * epochs) + 1);
        var epoch = (clock.Step + 1) / clock.StepsPerEpoch;
        return epoch < first || (epoch - first) % EveryEpochs != 0 ? 0 : 1.0 / (((epoch - first) / EveryEpochs) + 1);
    }
}
