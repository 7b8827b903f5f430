using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x.</summary>
[Kind("Identity", "x")]
public sealed record Identity : Unary
{
    internal override long[]? Wholes(ShapeCall call) => call.Whole(0);

    private protected override Tensor Of(Tensor x, NodeCall call) => x.alias();
}
