using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Determinants of matrices.</summary>
[Kind("Det", "determinants of matrices")]
public sealed record Det : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [linalg.det(call.X)];
}
