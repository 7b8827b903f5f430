using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>What a reader must know of the steps behind the training.</summary>
internal static class FinishNotes
{
    /// <summary>Steps that were left out, of any network, and networks that were joined.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<TrainedModel> trained)
    {
        foreach (var model in trained.Where(model => model.Joined > 1))
            yield return $"The {NameOf(model.Role)} has the mean weights of {model.Joined} seeds: its scores are those of one network, "
                + "without a spread.";
        foreach (var model in trained)
        foreach (var step in model.Steps.Where(step => step.LeftOut.Length > 0))
            yield return $"Finishing, {NameOf(model.Role)} of seed {model.Seed}: {step.Step} was left out, as it gave {step.LeftOut}.";
    }

    private static string NameOf(Role role) => role == Role.Baseline ? "baseline" : "student";
}
