using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Pools;

/// <summary>The largest number of each map.</summary>
[Kind("GlobalMaxPool", "the largest number of each map")]
public sealed record GlobalMaxPool : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [Maps.Pooled(call.X)];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [call.X.amax(Maps.Axes(call.X), keepdim: true)];
}
