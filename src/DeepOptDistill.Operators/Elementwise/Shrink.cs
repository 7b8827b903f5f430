using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x moved to 0 by bias where |x| &gt; lambd, 0 otherwise.</summary>
[Kind("Shrink", "x moved to 0 by bias where |x| > lambd, 0 otherwise")]
public sealed record Shrink : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) =>
        where(x.abs() > call.Float("lambd", 0.5), x - (x.sign() * call.Float("bias", 0)), zeros_like(x));
}
