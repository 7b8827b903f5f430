using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// Trainings that ended worse than a guess although every number of them is finite: their rate was too high, or their loss does not teach
/// the task.
/// </summary>
internal static class DivergenceNotes
{
    /// <summary>So many times the loss of a guess is no weak network but a training that went astray.</summary>
    private const double Astray = 2;

    /// <summary>A sentence for each.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<TrainedModel> trained, Dataset dataset) =>
        trained.Select(model => Of(model, Guess(dataset))).OfType<string>();

    private static string? Of(TrainedModel model, double guess)
    {
        if (model.Finished.Validation is not { } validation || validation.Loss < Astray * guess) return null;
        var who = $"{(model.Role == Role.Baseline ? "The baseline" : "The student")} of seed {model.Seed}";
        var loss = double.IsFinite(validation.Loss) ? validation.Loss.ToString("#,0.##", CultureInfo.InvariantCulture) : "infinite";
        var guessing = guess.ToString("0.##", CultureInfo.InvariantCulture);
        return $"{who} diverged: its validation loss is {loss} where guessing has {guessing}. Lower the rate, or lengthen the warm-up.";
    }

    /// <summary>The loss of equal chances for all classes; of labels, of even odds; of values, of their mean.</summary>
    private static double Guess(Dataset dataset) => dataset.Task switch
    {
        TaskKind.Classes => Math.Log(dataset.Classes.Count),
        TaskKind.Labels => Math.Log(2),
        _ => 1,
    };
}
