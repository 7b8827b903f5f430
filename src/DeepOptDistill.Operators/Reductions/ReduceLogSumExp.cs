using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>The logarithm of the sum of eˣ along some axes.</summary>
[Kind("ReduceLogSumExp", "the logarithm of the sum of eˣ along some axes")]
public sealed record ReduceLogSumExp : Reduction
{
    private protected override Tensor Of(Tensor x, long[] axes, bool keep)
    {
        var most = x.detach().amax(axes, keepdim: true);
        var sum = (x - most).exp().sum(axes, keepdim: true).log() + most;
        return keep ? sum : sum.reshape([.. x.shape.Where((_, axis) => !axes.Any(a => NodeCall.Axis(a, x.dim()) == axis))]);
    }
}
