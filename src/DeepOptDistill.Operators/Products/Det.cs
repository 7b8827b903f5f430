using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Determinants of matrices.</summary>
[Kind("Det", "determinants of matrices")]
public sealed record Det : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X[..^2]];

    // Its elimination is not counted.
    internal override long? Macs(NodeShapes node) => null;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [linalg.det(call.X)];
}
