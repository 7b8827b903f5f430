using System.Reflection;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Distillation.Finishing;

/// <summary>
/// What is done with a trained network behind its export: a function from a graph to a graph, and a gate that the result must pass, or
/// it is left out with a word. Each begins with what the one before it left.
/// </summary>
[Family("finishers")]
public abstract record Finisher
{
    /// <summary>Its name.</summary>
    public string Name => GetType().GetCustomAttribute<KindAttribute>()!.Name;

    /// <summary>
    /// Most of the validation split's quality (accuracy, R²) that it may cost, as a share: 0.001 is a tenth of a point. Null where the
    /// answers stay what they were, to 10⁻⁴ of the largest.
    /// </summary>
    internal virtual double? Cost => null;

    /// <summary>Whether it is done with the baseline too, which is the same network in all else.</summary>
    internal virtual bool IsForBaseline => true;

    /// <summary>Whether it makes one network of those of all seeds.</summary>
    internal virtual bool JoinsSeeds => false;

    /// <summary>The graph that it makes of another; what it was given stays as it is.</summary>
    internal abstract FinishedGraph Apply(FinishedGraph graph);

    /// <summary>What a recipe lacks for it, before any work.</summary>
    /// <param name="plan">What is known of the recipe.</param>
    /// <param name="where">Place of the finisher.</param>
    internal virtual IEnumerable<Problem> Check(FinishingPlan plan, string where) => [];

    /// <summary>A gate that looks at the validation split needs one.</summary>
    private protected static IEnumerable<Problem> WithoutValidation(FinishingPlan plan, string where)
    {
        if (!plan.HasValidation)
            yield return new Problem(
                where,
                "a data set without a validation split",
                "samples to judge it on",
                "Set 'validation' of the data set above 0, or leave it out."
            );
    }
}
