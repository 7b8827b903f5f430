using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>Numbers brought to one scale over some axes.</summary>
internal static class Rescaled
{
    /// <summary>(x − μ)/√(σ² + ε), with μ and what was multiplied by.</summary>
    public static (Tensor Numbers, Tensor Mean, Tensor Inverse) ByMoments(Tensor x, long[] axes, double epsilon)
    {
        var mean = x.mean(axes, keepdim: true);
        var (moved, inverse) = ByMeanSquare(x - mean, axes, epsilon);
        return (moved, mean, inverse);
    }

    /// <summary>x/√(mean of x² + ε), with what was multiplied by.</summary>
    public static (Tensor Numbers, Tensor Inverse) ByMeanSquare(Tensor x, long[] axes, double epsilon)
    {
        var inverse = ((x * x).mean(axes, keepdim: true) + epsilon).rsqrt();
        return (x * inverse, inverse);
    }
}
