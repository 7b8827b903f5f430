using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Quantization;

/// <summary>x / scale to the nearest whole number, plus the zero point, within its type.</summary>
[Kind("QuantizeLinear", "x / scale to the nearest whole number, plus the zero point, within its type")]
public sealed record QuantizeLinear : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (scale, zero) = Steps.Of(call);
        var type = zero?.dtype ?? ScalarType.Byte;
        var (low, high) = Range(type);
        var steps = (call.X / scale).round();
        return [(zero is null ? steps : steps + zero.to_type(steps.dtype)).clamp(low, high).to_type(type)];
    }

    /// <summary>The least and the greatest number of a type.</summary>
    internal static (double Low, double High) Range(ScalarType type) =>
        type switch
        {
            ScalarType.Byte => (0, 255),
            ScalarType.Int8 => (-128, 127),
            ScalarType.Int16 => (-32768, 32767),
            _ => throw new NotSupportedException($"QuantizeLinear to {type}"),
        };
}
