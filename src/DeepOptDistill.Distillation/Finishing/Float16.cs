using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Rewriting;

namespace DeepOptDistill.Distillation.Finishing;

/// <summary>Stores weights as float16: half of the file. They are widened when the file is loaded, and computed with as before.</summary>
[Kind("float16", "weights stored in 16 bits: half of the file, computed in float32 as before")]
public sealed record Float16 : Finisher
{
    /// <summary>Most of the validation split's quality that it may cost, as a share: 0.001 is a tenth of a point.</summary>
    [Between(0, 1)]
    public double MaxDrop { get; init; } = 0.001;

    internal override double? Cost => MaxDrop;

    internal override FinishedGraph Apply(FinishedGraph graph) => graph with { Model = HalfWeights.Of(graph.Model) };

    internal override IEnumerable<Problem> Check(FinishingPlan plan, string where) => WithoutValidation(plan, where);
}
