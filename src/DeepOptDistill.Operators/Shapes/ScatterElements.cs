using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Numbers put to places along an axis.</summary>
[Kind("ScatterElements", "numbers put to places along an axis")]
public sealed record ScatterElements : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Scattering.Elements(call)];
}
