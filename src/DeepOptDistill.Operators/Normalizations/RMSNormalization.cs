using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>γ·x/√(mean of x² + ε) over the axes from one on.</summary>
[Kind("RMSNormalization", "γ·x/√(mean of x² + ε) over the axes from one on")]
public sealed record RMSNormalization : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, axis) = (call.X, NodeCall.Axis(call.Int("axis", -1), call.X.dim()));
        long[] axes = [.. Enumerable.Range(axis, (int)x.dim() - axis).Select(a => (long)a)];
        return [x * ((x * x).mean(axes, keepdim: true) + call.Float("epsilon", 1e-5f)).rsqrt() * call[1]];
    }
}
