using System.Globalization;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>What must hold between the teachers of a recipe and the ways in which their answers are used.</summary>
internal static class EnsembleRules
{
    /// <summary>Rules of numbers: weights and temperatures.</summary>
    public static IEnumerable<Problem> Of(Recipe recipe, RecipePlace place)
    {
        var (ensemble, teachers) = (recipe.Ensemble, recipe.Teachers.Count);
        if (OneEach(ensemble.Mix.StatedWeights, teachers, place.Where("ensemble.mix"), "weights") is { } weights) yield return weights;
        if (ensemble.Mix.StatedWeights is { Count: > 0 } stated && (stated.Any(w => !double.IsFinite(w) || w < 0) || stated.All(w => w == 0)))
            yield return new Problem(place.Where("ensemble.mix"), $"weights {Text(stated)}", "finite numbers ≥ 0, not all of them 0");
        if (OneEach(ensemble.Temperatures, teachers, place.Where("ensemble.temperatures"), "temperatures") is { } temperatures) yield return temperatures;
        if (ensemble.Temperatures.Any(t => !double.IsFinite(t) || t <= 0))
            yield return new Problem(place.Where("ensemble.temperatures"), $"temperatures {Text(ensemble.Temperatures)}", "finite numbers > 0");
        if (ensemble.Calibrate && ensemble.Temperatures.Count > 0)
            yield return new Problem(place.Where("ensemble.temperatures"), "temperatures beside 'calibrate: true'", "one of the two", "Leave 'calibrate' out to keep the temperatures as they are.");
    }

    /// <summary>Rules between the ensemble, the data and the teachers as they were opened.</summary>
    public static IEnumerable<Problem> Fit(Recipe recipe, Dataset dataset, IReadOnlyList<CheckedTeacher> teachers, RecipePlace place)
    {
        if (recipe.Ensemble.IsFitted && dataset.Validation.Count == 0)
            yield return new Problem(place.Where("ensemble"), "an ensemble that is fitted, without a validation split", "images that no teacher learned from", "Set 'validation' of the data set above 0, or state weights and temperatures.");
        var names = teachers.Select(teacher => teacher.Spec.Name).ToList();
        foreach (var (loss, s, l) in recipe.Stages.SelectMany((stage, s) => stage.Loss.Select((loss, l) => (loss, s, l))))
            if (loss.TargetTeacher is { } name && !names.Contains(name))
                yield return new Problem(place.Where($"stages[{s}].loss[{l}]"), $"teacher '{name}'", $"one of the recipe's: {string.Join(", ", names)}", Nearest.Remedy(name, names));
        if (recipe.Stages.SelectMany(stage => stage.Loss).Any(loss => loss.TargetTeacher is not null) && names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            yield return new Problem(place.Where("teachers"), $"two teachers named '{twice.Key}'", "names that differ, as loss terms ask for them by name", "Give one of them another name in its teacher.yaml.");
    }

    private static Problem? OneEach(IReadOnlyList<double> numbers, int teachers, string where, string what) =>
        numbers.Count == 0 || numbers.Count == teachers ? null : new Problem(where, string.Create(CultureInfo.InvariantCulture, $"{numbers.Count} {what}"), string.Create(CultureInfo.InvariantCulture, $"{teachers}, one a teacher, or none"));

    private static string Text(IEnumerable<double> numbers) => string.Join(", ", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
}
