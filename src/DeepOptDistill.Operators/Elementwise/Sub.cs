using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>a − b.</summary>
[Kind("Sub", "a − b")]
public sealed record Sub : Binary
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Arithmetic(node);

    // What is subtracted or divided by standardizes an input.
    internal override IEnumerable<WeightPlace> Trained(NodeProto node) => [];

    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => a - b;
}
