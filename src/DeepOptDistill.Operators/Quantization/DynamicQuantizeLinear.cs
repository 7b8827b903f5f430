using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Quantization;

/// <summary>x as whole numbers of 8 bits, by its own smallest and largest.</summary>
[Kind("DynamicQuantizeLinear", "x as whole numbers of 8 bits, by its own smallest and largest")]
public sealed record DynamicQuantizeLinear : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X, [], []];

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var x = call.X;
        var (low, high) = (x.min().clamp_max(0), x.max().clamp_min(0));
        var scale = (high - low) / 255;
        var zero = (-low / scale).round().clamp(0, 255);
        return [((x / scale).round() + zero).clamp(0, 255).to_type(ScalarType.Byte), scale, zero.to_type(ScalarType.Byte)];
    }
}
