using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators;

/// <summary>
/// A function of the caller's in the place of nodes that follow each other: a batch norm that learns its statistics, perhaps with the
/// rectifier behind it.
/// </summary>
/// <param name="Nodes">The nodes in their order; each but the first reads the one before, and nobody else does.</param>
/// <param name="Run">The output of the last node for the inputs of the first.</param>
public sealed record Substitute(IReadOnlyList<NodeProto> Nodes, Func<IReadOnlyList<Tensor?>, Tensor> Run)
{
    /// <summary>What the last node computes.</summary>
    public string Output => Nodes[^1].Output[0];
}
