using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Loop;

/// <summary>What must hold between the parts of a stage.</summary>
public static class StageRules
{
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
    }
}
