using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>1 for the first largest along an axis, 0 otherwise.</summary>
[Kind("Hardmax", "1 for the first largest along an axis, 0 otherwise")]
public sealed record Hardmax : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) =>
        [AlongAxis.Of(call, (x, axis) => zeros_like(x).scatter(axis, x.argmax(axis, keepdim: true), ones_like(x)))];
}
