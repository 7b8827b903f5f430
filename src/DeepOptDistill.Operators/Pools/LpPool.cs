using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Operators.Products;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Pools;

/// <summary>The norm of each window.</summary>
[Kind("LpPool", "the norm of each window")]
public sealed record LpPool : Pool
{
    private protected override IReadOnlyList<Tensor?> Of(Tensor padded, Windows window, NodeCall call)
    {
        var p = call.Int("p", 2);
        var size = window.Kernel.Aggregate(1L, (product, length) => product * length);
        if (window.Dilations.Any(dilation => dilation != 1))
            throw new NotSupportedException("LpPool with dilations");
        return [(AveragePool.Mean(padded.abs().pow(p), window) * size).pow(1.0 / p)];
    }
}
