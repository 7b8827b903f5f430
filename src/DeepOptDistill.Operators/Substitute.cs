using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators;

/// <summary>
/// A function of the caller's in the place of nodes that follow each other: a batch norm that learns its statistics, perhaps with the
/// rectifier behind it.
/// </summary>
/// <param name="Nodes">The nodes in the graph's order; what all but the last compute is read by none but them.</param>
/// <param name="Inputs">Names of what the function takes; all are there before the first node.</param>
/// <param name="Run">The output of the last node, a tensor of its own.</param>
public sealed record Substitute(IReadOnlyList<NodeProto> Nodes, IReadOnlyList<string> Inputs, Func<IReadOnlyList<Tensor>, Tensor> Run)
{
    /// <summary>What the last node computes.</summary>
    public string Output => Nodes[^1].Output[0];
}
