using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>a + b.</summary>
[Kind("Add", "a + b")]
public sealed record Add : Binary
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Arithmetic(node);

    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => a + b;
}
