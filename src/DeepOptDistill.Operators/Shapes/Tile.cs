using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>a tensor repeated along its axes.</summary>
[Kind("Tile", "a tensor repeated along its axes")]
public sealed record Tile : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) =>
        [
            [.. call.X.Zip(call.Whole(1)!, (size, times) => size * times)],
        ];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [call.X.repeat(call.Whole(1)!)];
}
