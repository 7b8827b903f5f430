using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>(x − μ) / (σ + 1e-9) over some axes.</summary>
[Kind("MeanVarianceNormalization", "(x − μ) / (σ + 1e-9) over some axes")]
public sealed record MeanVarianceNormalization : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var axes = call.Ints("axes") ?? [0, 2, 3];
        var moved = call.X - call.X.mean(axes, keepdim: true);
        return [moved / ((moved * moved).mean(axes, keepdim: true).sqrt() + 1e-9)];
    }
}
