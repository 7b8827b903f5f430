using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Slices put to tuples of places.</summary>
[Kind("ScatterND", "slices put to tuples of places")]
public sealed record ScatterND : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Scattering.Slices(call)];
}
