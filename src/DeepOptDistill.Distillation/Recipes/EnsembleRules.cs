using System.Globalization;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>What must hold between the teachers of a recipe and the ways in which their answers are used.</summary>
internal static class EnsembleRules
{
    /// <summary>Rules of numbers: weights and temperatures.</summary>
    public static IEnumerable<Problem> Of(Recipe recipe, RecipePlace place)
    {
        var (ensemble, teachers) = (recipe.Ensemble, recipe.Teachers.Count);
        if (OneEach(ensemble.Mix.StatedWeights, teachers, place.Where("ensemble.mix"), "weights") is { } weights)
            yield return weights;
        if (
            ensemble.Mix.StatedWeights is { Count: > 0 } stated
            && (stated.Any(w => !double.IsFinite(w) || w < 0) || stated.All(w => w == 0))
        )
            yield return new Problem(place.Where("ensemble.mix"), $"weights {Text(stated)}", "finite numbers ≥ 0, not all of them 0");
        if (OneEach(ensemble.Temperatures, teachers, place.Where("ensemble.temperatures"), "temperatures") is { } temperatures)
            yield return temperatures;
        if (ensemble.Temperatures.Any(t => !double.IsFinite(t) || t <= 0))
            yield return new Problem(
                place.Where("ensemble.temperatures"),
                $"temperatures {Text(ensemble.Temperatures)}",
                "finite numbers > 0"
            );
        if (ensemble.Calibrate && ensemble.Temperatures.Count > 0)
            yield return new Problem(
                place.Where("ensemble.temperatures"),
                "temperatures beside 'calibrate: true'",
                "one of the two",
                "Leave 'calibrate' out to keep the temperatures as they are."
            );
    }

    /// <summary>Rules between the ensemble, the data and the teachers as they were opened.</summary>
    public static IEnumerable<Problem> Fit(Recipe recipe, Dataset dataset, IReadOnlyList<CheckedTeacher> teachers, RecipePlace place)
    {
        if (recipe.Ensemble.IsFitted && dataset.Validation.Count == 0)
            yield return new Problem(
                place.Where("ensemble"),
                "an ensemble that is fitted, without a validation split",
                "samples that no teacher learned from",
                "Set 'validation' of the data set above 0, or state weights and temperatures."
            );
        if (
            recipe.Ensemble.IsFitted
            && LearnedSamples.Of(teachers, dataset, place.Where("ensemble"), "an ensemble that is fitted") is { } leak
        )
            yield return leak;
        if (recipe.Targets.Top < dataset.Classes.Count && teachers.FirstOrDefault(teacher => !teacher.KnowsAll) is { } some)
            yield return new Problem(
                place.Where("targets.top"),
                $"the {recipe.Targets.Top} largest logits with teacher {some.Spec.Name}, which does not know all classes",
                "all logits",
                "Leave 'top' out."
            );
        foreach (var partial in teachers.Where(teacher => !teacher.KnowsAll))
        foreach (var problem in Partial(recipe, partial.Spec.Name, place))
            yield return problem;
        var names = teachers.Select(teacher => teacher.Spec.Name).ToList();
        foreach (var (loss, s, l) in recipe.Stages.SelectMany((stage, s) => stage.Loss.Select((loss, l) => (loss, s, l))))
            if (loss.TargetTeacher is { } name && !names.Contains(name))
                yield return new Problem(
                    place.Where($"stages[{s}].loss[{l}]"),
                    $"teacher '{name}'",
                    $"one of the recipe's: {string.Join(", ", names)}",
                    Nearest.Remedy(name, names)
                );
    }

    /// <summary>Logits are known up to a constant: those of different sets of classes cannot be averaged.</summary>
    private static IEnumerable<Problem> Partial(Recipe recipe, string teacher, RecipePlace place)
    {
        if (!recipe.Ensemble.Mix.TakesUnknownClasses)
            yield return new Problem(
                place.Where("ensemble.mix"),
                $"a mean of logits with teacher {teacher}, which does not know all classes",
                "a mean of probabilities",
                "Mix by 'mean-probabilities'."
            );
        foreach (
            var (loss, s, l) in recipe
                .Stages.SelectMany((stage, s) => stage.Loss.Select((loss, l) => (loss, s, l)))
                .Where(at => at.loss.NeedsTeacherLogits)
        )
            yield return new Problem(
                place.Where($"stages[{s}].loss[{l}]"),
                $"'{loss.Kind}' with teacher {teacher}, which does not know all classes",
                "teachers that know all",
                "Take 'soft-target'."
            );
    }

    private static Problem? OneEach(IReadOnlyList<double> numbers, int teachers, string where, string what) =>
        numbers.Count == 0 || numbers.Count == teachers
            ? null
            : new Problem(
                where,
                string.Create(CultureInfo.InvariantCulture, $"{numbers.Count} {what}"),
                string.Create(CultureInfo.InvariantCulture, $"{teachers}, one a teacher, or none")
            );

    private static string Text(IEnumerable<double> numbers) =>
        string.Join(", ", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
}
