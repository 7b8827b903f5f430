using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x for x &gt; 0, slope·x otherwise.</summary>
[Kind("PRelu", "x for x > 0, slope·x otherwise")]
public sealed record PRelu : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, slope) = (call.X, call[1]);
        // Before opset 7 a slope of several numbers is one for each channel.
        if (call.Opset < 7 && slope.numel() > 1) slope = slope.reshape([-1, .. Enumerable.Repeat(1L, (int)x.dim() - 2)]);
        return [where(x > 0, x, x * slope)];
    }
}
