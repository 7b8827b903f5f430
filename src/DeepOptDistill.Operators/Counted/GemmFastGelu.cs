using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Products;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Gelu by tanh of A·B + b.</summary>
[Kind("com.microsoft.GemmFastGelu", "Gelu by tanh of A·B + b")]
public sealed record GemmFastGelu : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2);

    internal override long? Macs(NodeShapes node) => MatrixProduct.Work(node);
}
