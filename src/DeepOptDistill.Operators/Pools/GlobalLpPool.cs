using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Pools;

/// <summary>The norm of each map.</summary>
[Kind("GlobalLpPool", "the norm of each map")]
public sealed record GlobalLpPool : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [Maps.Pooled(call.X)];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) =>
        [call.X.abs().pow(call.Int("p", 2)).sum(Maps.Axes(call.X), keepdim: true).pow(1.0 / call.Int("p", 2))];
}
