using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Scores;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Training.Loop;

/// <summary>Looks at the validation split and sums an epoch up.</summary>
internal sealed class EpochEnd(TrainingData data, TrainingPlan plan)
{
    /// <summary>The record of an epoch. Leaves the network in inference mode.</summary>
    /// <param name="network">The network.</param>
    /// <param name="work">The stage on it.</param>
    /// <param name="tally">What its steps showed.</param>
    /// <param name="epoch">Number of the epoch over all stages, from 1.</param>
    /// <param name="rate">Rate of the last step.</param>
    /// <param name="clock">The moment of the stage.</param>
    public EpochRecord Of(Network network, StageWork work, Tally tally, int epoch, double rate, ScheduleClock clock)
    {
        var watched = data.Validation.Count > 0;
        Fit? validation =
            watched && work.HasLogits ? Fit.Of(Predictor.Logits(network, data.Validation, data.Validation.Count), data.Validation) : null;
        var isRegression = data.Validation.Task == TaskKind.Values;
        return new EpochRecord
        {
            Role = plan.Role,
            Seed = plan.Seed,
            Stage = work.Stage.Name,
            Epoch = epoch,
            Steps = (long)epoch * (data.Train.Count / plan.Batch),
            Loss = tally.Loss / tally.Steps,
            Terms = tally.Terms.ToDictionary(t => t.Key, t => t.Value / tally.Steps),
            GradientShares = tally.GradientShares,
            WithoutGradient = tally.Unmoved.Count > 0 ? tally.Unmoved : null,
            TrainAccuracy = work.HasLogits && tally.Samples > 0 ? (double)tally.Correct / tally.Samples : null,
            ValidationLoss = validation?.Loss,
            ValidationAccuracy = isRegression ? null : validation?.Quality,
            ValidationRSquared = isRegression ? validation?.Quality : null,
            ValidationHint =
                watched && !work.HasLogits && data.ValidationFeatures is { } features
                    ? HintScore.Of(network, work, data.Validation, features, plan.Batch, clock)
                    : null,
            Rate = rate,
            Seconds = Math.Round(tally.Seconds, 3),
        };
    }
}
