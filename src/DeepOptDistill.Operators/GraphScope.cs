using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators;

/// <summary>What a node sees of the run that it is part of.</summary>
/// <param name="RunBody">Runs a body with its own inputs, beside the tensors of the graph around it, and gives its outputs.</param>
/// <param name="IsTraining">Whether dropout does what it does in training.</param>
/// <param name="Mask">Draws a mask of zeros and ones for the node of a name: its shape, and the probability of a zero.</param>
internal sealed record GraphScope(
    Func<GraphProto, IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> RunBody,
    bool IsTraining,
    Func<string, long[], double, Tensor> Mask
)
{
    /// <summary>The outputs of a body for its inputs.</summary>
    public IReadOnlyList<Tensor> Run(GraphProto body, params IReadOnlyList<Tensor> inputs) => RunBody(body, inputs);
}
