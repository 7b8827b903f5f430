using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Rewriting;

namespace DeepOptDistill.Distillation.Finishing;

/// <summary>
/// Makes one network of those of all seeds, with the means of their weights. It is kept where it is as good on the validation split as they
/// are on average, which mostly takes that they began with the same weights: a network of a file that is tuned.
/// </summary>
/// <remarks>Wortsman et al. 2022, Model soups, arXiv 2203.05482.</remarks>
[Kind("average-seeds", "one network with the mean weights of all seeds, where it is as good as they are")]
public sealed record AverageSeeds : Finisher
{
    /// <summary>Most of the validation split's quality that it may cost beside the mean of the seeds, as a share.</summary>
    [Between(0, 1)]
    public double MaxDrop { get; init; }

    internal override double? Cost => MaxDrop;

    internal override bool JoinsSeeds => true;

    internal override FinishedGraph Apply(FinishedGraph graph) => graph with { Model = WeightMean.Of(graph.Seeds) };

    internal override IEnumerable<Problem> Check(FinishingPlan plan, string where)
    {
        if (plan.Repeats < 2)
            yield return new Problem(where, "one seed", "two or more, whose weights are averaged", "Say repeats: 3.");
        if (plan.HasKin)
            yield return new Problem(where, "generations or peers, which are told seed by seed", "a student alone", "Leave it out.");
        foreach (var problem in WithoutValidation(plan, where))
            yield return problem;
    }
}
