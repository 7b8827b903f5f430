using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x·σ(αx), α mostly 1.702.</summary>
[Kind("com.microsoft.QuickGelu", "x·σ(αx), α mostly 1.702")]
public sealed record QuickGelu : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x * (call.Float("alpha", 1.702f) * x).sigmoid();
}
