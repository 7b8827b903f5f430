using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Matrix product, over leading axes number by number.</summary>
[Kind("MatMul", "matrix product, over leading axes number by number")]
public sealed record MatMul : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [MatrixProduct.Of(call[0], call[1])];
}
