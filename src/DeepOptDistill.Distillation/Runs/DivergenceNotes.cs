using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Recipes;

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
    /// <param name="trained">What was trained.</param>
    /// <param name="recipe">What it was trained by.</param>
    public static IEnumerable<string> Of(IReadOnlyList<TrainedModel> trained, CheckedRecipe recipe)
    {
        var guess = Guess(recipe.Dataset);
        var areTeachersFaulty = recipe.Teachers.Any(teacher => teacher.Findings is { Count: > 0 });
        // A baseline that went astray beside it says that the rate is at fault.
        var isMistaught = areTeachersFaulty && !trained.Any(model => model.Role == Role.Baseline && IsAstray(model, guess));
        return trained.Where(model => IsAstray(model, guess)).Select(model => Of(model, guess, isMistaught));
    }

    private static bool IsAstray(TrainedModel model, double guess) =>
        model.Finished.Validation is { } validation && validation.Loss >= Astray * guess;

    private static string Of(TrainedModel model, double guess, bool isMistaught)
    {
        var who = $"{(model.Role == Role.Baseline ? "The baseline" : "The student")} of seed {model.Seed}";
        var found = model.Finished.Validation!.Value.Loss;
        var loss = double.IsFinite(found) ? found.ToString("#,0.##", CultureInfo.InvariantCulture) : "infinite";
        var told = $"validation loss is {loss} where guessing has {guess.ToString("0.##", CultureInfo.InvariantCulture)}";
        return isMistaught
            ? $"{who} learned what faulty teachers answer: its {told}. Repair them first."
            : $"{who} diverged: its {told}. Lower the rate, or lengthen the warm-up.";
    }

    /// <summary>The loss of equal chances for all classes; of labels, of even odds; of values, of their mean.</summary>
    private static double Guess(Dataset dataset) =>
        dataset.Task switch
        {
            TaskKind.Classes => Math.Log(dataset.Classes.Count),
            TaskKind.Labels => Math.Log(2),
            _ => 1,
        };
}
