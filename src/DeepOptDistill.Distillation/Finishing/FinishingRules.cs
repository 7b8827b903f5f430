using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Distillation.Finishing;

/// <summary>What can be wrong with a list of finishers.</summary>
internal static class FinishingRules
{
    /// <summary>Every problem of a list.</summary>
    /// <param name="finishers">The list.</param>
    /// <param name="plan">What is known of the recipe.</param>
    /// <param name="where">Place of one of them.</param>
    public static IEnumerable<Problem> Of(IReadOnlyList<Finisher> finishers, FinishingPlan plan, Func<int, string> where)
    {
        for (var place = 0; place < finishers.Count; place++)
        {
            var finisher = finishers[place];
            if (finishers.Take(place).Any(before => before.Name == finisher.Name))
                yield return new Problem(where(place), $"'{finisher.Name}' twice", "each once", "Leave one out.");
            if (finisher.JoinsSeeds && finishers.Take(place).OfType<Float16>().Any())
                yield return new Problem(
                    where(place),
                    $"'{finisher.Name}' behind 'float16'",
                    "means of weights that are not rounded yet",
                    "Put it first."
                );
            foreach (var problem in finisher.Check(plan, where(place)))
                yield return problem;
        }
    }
}
