using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>a / b; of whole numbers without the rest.</summary>
[Kind("Div", "a / b; of whole numbers without the rest")]
public sealed record Div : Binary
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Arithmetic(node);

    // What is subtracted or divided by standardizes an input.
    internal override IEnumerable<WeightPlace> Trained(NodeProto node) => [];

    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => a.IsWhole() ? a.div(b, RoundingMode.trunc) : a / b;
}
