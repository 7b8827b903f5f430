using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>The same numbers in another type; of real numbers as whole ones, towards zero.</summary>
[Kind("Cast", "the same numbers in another type")]
public sealed record Cast : Unary
{
    internal override long[]? Wholes(ShapeCall call) => call.Whole(0);

    private protected override Tensor Of(Tensor x, NodeCall call) => To(x, StoredTensor.TypeOf(call.Int("to", 1)));

    internal static Tensor To(Tensor x, ScalarType type) => x.dtype == type ? x.alias() : x.to_type(type);
}
