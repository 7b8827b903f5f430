using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;

namespace DeepOptDistill.Training.Loop;

/// <summary>What must hold between the parts of a stage.</summary>
public static class StageRules
{
    /// <summary>Whether a stage says something that only the network's parameters can confirm.</summary>
    public static bool NeedsNetwork(Stage stage) =>
        stage.Optimizer.Groups.Count > 0 || stage.MaxNorm.Count > 0 || stage.Optimizer.MostParameters < long.MaxValue;

    /// <summary>What a stage asks of a network that it does not have.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="network">The network.</param>
    /// <param name="hints">The teachers' tensors that its hints read.</param>
    /// <param name="where">Place of a path below the stage.</param>
    public static IEnumerable<Problem> Of(Stage stage, Network network, IReadOnlyList<FeatureTensor> hints, Func<string, string> where)
    {
        using var pass = stage.Loss.Any(loss => loss is FeatureLoss) ? new HintPass(network, stage.Loss, hints, new Seed(0)) : null;
        var learned = pass?.Parameters ?? network.Parameters;
        return
        [
            .. OptimizerRules.Fit(stage.Optimizer, learned, path => where($"optimizer.{path}")),
            .. OptimizerRules.Of(stage.MaxNorm, learned, where),
        ];
    }

    /// <summary>Parts of a stage that do not go together.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="where">Place of a path below the stage, such as <c>loss[0]</c>.</param>
    public static IEnumerable<Problem> Of(Stage stage, Func<string, string> where)
    {
        if (stage.Stop is { RestoreBest: true } && stage.Average is not null)
            yield return new Problem(
                where("stop"),
                "an early stop that goes back to its best epoch, beside an average of the weights",
                "one of the two at the stage's end",
                "Set 'restore_best: false', or leave 'average' out."
            );
        if (stage.Stop is { Watch: Stopping.Watched.Accuracy } && stage.Loss.All(loss => loss is Losses.FeatureLoss))
            yield return new Problem(
                where("stop.watch"),
                "the accuracy in a stage of hints alone, which has no logits",
                "loss: the hints' objective on the validation split",
                "Set 'watch: loss', or leave it out."
            );
        if (stage.Snapshots && !stage.Schedule.HasCycles)
            yield return new Problem(
                where("snapshots"),
                "snapshots of a schedule without cycles",
                "a schedule that restarts",
                "Take 'cosine-restarts', or leave 'snapshots' out."
            );
        for (var l = 0; l < stage.Loss.Count; l++)
        {
            if (stage.Loss[l].Cooling is { RemembersEpochs: true })
                yield return new Problem(
                    where($"loss[{l}].temperature_schedule"),
                    "a temperature that waits for the losses of epochs",
                    "a function of the step, as soft targets are prepared ahead",
                    "Take 'step', 'polynomial' or another schedule without memory."
                );
        }
        if (stage.Schedule is Schedules.MultiStep { AfterEpochs: var epochs } && !epochs.SequenceEqual(epochs.Distinct().Order()))
            yield return new Problem(where("schedule.after_epochs"), $"[{string.Join(", ", epochs)}]", "epochs that rise");
        foreach (var (key, found, expected) in stage.Optimizer.Contradictions)
            yield return new Problem(where($"optimizer.{key}"), found, expected);
    }
}
