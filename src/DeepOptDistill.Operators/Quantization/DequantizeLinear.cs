using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Quantization;

/// <summary>(x − zero point)·scale.</summary>
[Kind("DequantizeLinear", "(x − zero point)·scale")]
public sealed record DequantizeLinear : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (scale, zero) = Steps.Of(call);
        var wide = call.X.to_type(scale.dtype);
        return [(zero is null ? wide : wide - zero.to_type(scale.dtype)) * scale];
    }
}
