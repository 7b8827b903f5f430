using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x for x &gt; 0, slope·x otherwise.</summary>
[Kind("PRelu", "x for x > 0, slope·x otherwise")]
public sealed record PRelu : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, slope) = (call.X, call[1]);
        // Before opset 7 a slope of several numbers is one for each channel.
        if (call.Opset < 7 && slope.numel() > 1)
            slope = slope.reshape([-1, .. Enumerable.Repeat(1L, (int)x.dim() - 2)]);
        return [IsByChannel(x, slope) ? nn.functional.prelu(x, slope.flatten()) : where(x > 0, x, x * slope)];
    }

    /// <summary>One slope for all, or one for each channel: what libtorch computes in one go.</summary>
    private static bool IsByChannel(Tensor x, Tensor slope)
    {
        if (x.dim() < 2 || slope.dim() >= x.dim() || !x.is_floating_point())
            return false;
        return slope.numel() == 1 || (slope.dim() == x.dim() - 1 && slope.shape[0] == x.shape[1] && slope.numel() == x.shape[1]);
    }
}
