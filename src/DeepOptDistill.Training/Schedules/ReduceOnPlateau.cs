using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Schedules;

/// <summary>
/// rate · factor^k, where k counts how often more than <c>patience</c> epochs in a row brought no loss below (1 − threshold) times the best
/// so far. In a stage that is stretched as a whole, patience and cooldown are stretched with it. It looks at the validation loss, without a
/// validation split at the training loss. A function of the epochs so far, which the checkpoint holds.
/// </summary>
/// <remarks>The rule and the defaults are those of PyTorch's ReduceLROnPlateau.</remarks>
[Kind("reduce-on-plateau", "rate times a factor when the validation loss no longer falls")]
public sealed record ReduceOnPlateau : Schedule
{
    /// <summary>What the rate is multiplied with.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Factor { get; init; } = 0.1;

    /// <summary>Epochs without progress that are borne.</summary>
    [Between(0, 1e6)]
    public int Patience { get; init; } = 10;

    /// <summary>Share by which a loss must fall to be progress.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Threshold { get; init; } = 1e-4;

    /// <summary>Epochs after a reduction that are not counted.</summary>
    [Between(0, 1e6)]
    public int Cooldown { get; init; }

    /// <summary>Lowest rate.</summary>
    [Between(0, double.PositiveInfinity)]
    public double Least { get; init; }

    /// <inheritdoc/>
    public override bool RemembersEpochs => true;

    /// <inheritdoc/>
    public override double At(ScheduleClock clock, double rate)
    {
        var (best, bad, cool) = (double.PositiveInfinity, 0, 0);
        var (patience, cooldown) = (clock.PassesOf(Patience + 1) - 1, clock.PassesOf(Cooldown));
        foreach (var loss in clock.Losses)
        {
            if (loss < best * (1 - Threshold))
                (best, bad) = (loss, 0);
            else
                bad++;
            if (cool > 0)
                (cool, bad) = (cool - 1, 0);
            if (bad <= patience)
                continue;
            rate = Math.Max(rate * Factor, Math.Min(rate, Least));
            (bad, cool) = (0, cooldown);
        }
        return rate;
    }
}
