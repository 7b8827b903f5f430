using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>The sum of all inputs.</summary>
[Kind("Sum", "the sum of all inputs")]
public sealed record Sum : Variadic
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Arithmetic(node);

    private protected override Tensor Two(Tensor a, Tensor b) => a + b;
}
