using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Pools;

/// <summary>The mean of each map.</summary>
[Kind("GlobalAveragePool", "the mean of each map")]
public sealed record GlobalAveragePool : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [Maps.Pooled(call.X)];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [call.X.mean(Maps.Axes(call.X), keepdim: true)];
}
