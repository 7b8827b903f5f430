using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>γ·x/√(mean of x² + ε) over the axes from one on.</summary>
[Kind("RMSNormalization", "γ·x/√(mean of x² + ε) over the axes from one on")]
public sealed record RMSNormalization : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, axes) = (call.X, AlongAxis.From(call, -1));
        return [x * ((x * x).mean(axes, keepdim: true) + call.Float("epsilon", 1e-5f)).rsqrt() * call[1]];
    }
}
