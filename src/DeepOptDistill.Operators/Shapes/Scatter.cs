using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Numbers put to places along an axis.</summary>
[Kind("Scatter", "numbers put to places along an axis")]
public sealed record Scatter : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Scattering.Elements(call)];
}
