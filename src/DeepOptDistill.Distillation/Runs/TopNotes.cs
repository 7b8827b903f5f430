using System.Globalization;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>What is lost where only the largest logits are kept, measured on whole answers.</summary>
internal static class TopNotes
{
    private const int Samples = 1000;

    /// <summary>A sentence for each teacher; none where all logits are kept.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="answers">Whole answers of its teachers to the same samples, in their order.</param>
    public static IEnumerable<string> Of(CheckedRecipe recipe, IReadOnlyList<float[]> answers)
    {
        var classes = recipe.Dataset.Classes.Count;
        if (recipe.Recipe.Targets.Top is not { } top || top >= classes)
            yield break;
        List<double> temperatures =
        [
            .. recipe
                .Recipe.Stages.SelectMany(stage => stage.Loss)
                .Select(loss => loss.TargetTemperature)
                .OfType<double>()
                .Prepend(1)
                .Distinct()
                .Order(),
        ];
        for (var t = 0; t < answers.Count; t++)
        {
            var said = temperatures.Select(temperature =>
                string.Create(CultureInfo.InvariantCulture, $"{Mean(answers[t], classes, top, temperature):0.0000} at T = {temperature}")
            );
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Of the {classes:#,0} logits of {recipe.Teachers[t].Spec.Name} the {top} largest were kept, and the mass of the "
                    + $"others together; mean total variation from the whole answers {string.Join(", ", said)} "
                    + $"({Math.Min(Samples, answers[t].Length / classes):#,0} test samples)."
            );
        }
    }

    private static double Mean(float[] logits, int classes, int top, double temperature) =>
        Enumerable
            .Range(0, Math.Min(Samples, logits.Length / classes))
            .Average(i => TopLogits.Distance(logits.AsSpan(i * classes, classes), top, temperature));
}
