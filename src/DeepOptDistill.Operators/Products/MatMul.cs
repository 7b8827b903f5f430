using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Matrix product, over leading axes number by number.</summary>
[Kind("MatMul", "matrix product, over leading axes number by number")]
public sealed record MatMul : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Of(call[0], call[1])];

    // Whole numbers of the engine multiply as they are; float16 on the processor goes through float32.
    internal static Tensor Of(Tensor a, Tensor b) => a.matmul(b);
}
