using DeepOptDistill.Core.Problems;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>What must hold of a recipe whose student has generations or peers.</summary>
internal static class KinRules
{
    /// <summary>Rules of the recipe alone.</summary>
    public static IEnumerable<Problem> Of(Recipe recipe, RecipePlace place)
    {
        List<(Loss Loss, string Where)> terms =
        [
            .. recipe.Stages.SelectMany((stage, s) => stage.Loss.Select((loss, l) => (loss, place.Where($"stages[{s}].loss[{l}]")))),
        ];
        var both = recipe is { Generations: > 1, Peers: > 1 }
            ?
            [
                new Problem(
                    place.Where("peers"),
                    $"{recipe.Peers} peers beside {recipe.Generations} generations",
                    "one of the two",
                    "Leave one out."
                ),
            ]
            : (Problem[])[];
        return [.. both, .. recipe.Generations > 1 ? OfGenerations(recipe, terms, place) : [], .. OfPeers(recipe, terms, place)];
    }

    /// <summary>Whether a recipe may do without teachers.</summary>
    public static bool TeachesItself(Recipe recipe) => recipe.Generations > 1 || recipe.Peers > 1;

    private static IEnumerable<Problem> OfGenerations(Recipe recipe, List<(Loss Loss, string Where)> terms, RecipePlace place)
    {
        if (recipe.Teachers.Count == 0 && !recipe.Baseline)
            yield return new Problem(
                place.Where("baseline"),
                "no baseline in a recipe of generations without teachers",
                "the baseline, which is then the first generation",
                "Leave 'baseline' out, or name teachers."
            );
        if (terms.Count > 0 && !terms.Any(term => term.Loss.Weight > 0 && TakesAnswers(term.Loss)))
            yield return new Problem(
                place.Where("generations"),
                $"{recipe.Generations} generations, and no term that takes a teacher's answers",
                "a term by which a generation learns from the one before",
                "Add 'soft-target'."
            );
        foreach (var (loss, where) in terms)
        {
            if (loss is FeatureLoss)
                yield return new Problem(
                    where,
                    $"'{loss.Kind}' in a recipe of generations",
                    "terms on logits, as a generation has other taps than the first's teachers",
                    "Leave 'generations' out, and name this run as the teacher of the next recipe."
                );
            else if (loss.TargetTeacher is { } teacher)
                yield return new Problem(
                    where,
                    $"a term of teacher '{teacher}' alone in a recipe of generations",
                    "terms of all teachers, as only the first generation has that one",
                    "Leave 'teacher' out."
                );
        }
    }

    private static IEnumerable<Problem> OfPeers(Recipe recipe, List<(Loss Loss, string Where)> terms, RecipePlace place)
    {
        if (recipe is { Peers: > 1, Student: { Onnx: not null, Head: null } })
            yield return new Problem(
                place.Where("peers"),
                $"{recipe.Peers} peers that begin with the same weights, those of the file",
                "networks that differ: on the same batches these would stay alike",
                "Give them a new last layer, 'head', or a student.yaml."
            );
        if (recipe.Peers > 1 && !terms.Any(term => term.Loss is Mutual { Weight: > 0 }))
            yield return new Problem(
                place.Where("peers"),
                $"{recipe.Peers} peers, and no term by which they learn from each other",
                "a 'mutual' term",
                "Add 'mutual: {}' to the loss of a stage, or leave 'peers' out."
            );
        foreach (var (loss, where) in terms)
        {
            if (loss is Mutual && recipe.Peers == 1)
                yield return new Problem(
                    where,
                    "'mutual' in a recipe without peers",
                    "at least two networks that learn from each other",
                    "Set 'peers: 2'."
                );
            else if (recipe is { Peers: > 1, Generations: 1, Teachers.Count: 0 } && (loss is FeatureLoss || TakesAnswers(loss)))
                yield return new Problem(
                    where,
                    $"'{loss.Kind}' in a recipe without teachers",
                    "terms on labels and peers",
                    "Name teachers, or leave the term out."
                );
        }
        foreach (
            var (stage, s) in recipe
                .Stages.Select((stage, s) => (stage, s))
                .Where(at => at.stage.Loss.Count > 0 && at.stage.Loss.All(loss => loss is Mutual))
        )
            yield return new Problem(
                place.Where($"stages[{s}].loss"),
                "peers that learn from each other alone",
                "another term beside 'mutual': without one they agree on anything",
                "Add 'cross-entropy' or 'soft-target'."
            );
    }

    private static bool TakesAnswers(Loss loss) => loss.TargetTemperature is not null || loss.NeedsTeacherLogits;
}
