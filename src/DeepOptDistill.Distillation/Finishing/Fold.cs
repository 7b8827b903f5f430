using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.Distillation.Finishing;

/// <summary>
/// Computes each batch norm into the weights of the convolution or linear layer before it: fewer nodes, the same answers. A student that is
/// written as layers is exported so anyway; this is for networks of files.
/// </summary>
[Kind("fold", "batch norms computed into the layers before them; the answers stay")]
public sealed record Fold : Finisher
{
    internal override FinishedGraph Apply(FinishedGraph graph) => graph with { Model = Folding.BatchNorm(graph.Model) };
}
