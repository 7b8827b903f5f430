using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>x / its norm along an axis.</summary>
[Kind("LpNormalization", "x / its norm along an axis")]
public sealed record LpNormalization : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (axis, p) = (call.Int("axis", -1), call.Int("p", 2));
        var norm = p == 1 ? call.X.abs().sum(axis, keepdim: true) : (call.X * call.X).sum(axis, keepdim: true).sqrt();
        return [where(norm == 0, zeros_like(call.X), call.X / norm)];
    }
}
