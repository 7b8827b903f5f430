using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Places of numbers that are not zero.</summary>
[Kind("NonZero", "places of numbers that are not zero")]
public sealed record NonZero : Operator
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [call.X.to_type(ScalarType.Bool).nonzero().t()];
}
