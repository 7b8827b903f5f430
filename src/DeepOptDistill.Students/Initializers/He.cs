using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Students.Initializers;

/// <summary>Normal with variance 2 / fan-in: keeps the variance of activations through layers of ReLU.</summary>
/// <remarks>He et al. 2015, arXiv 1502.01852.</remarks>
[Kind("he", "normal, variance 2 / fan-in")]
public sealed record He : Initializer
{
    /// <inheritdoc/>
    public override float[] Draw(int count, int fanIn, int fanOut, Seed seed)
    {
        var random = seed.Stream();
        var deviation = Math.Sqrt(2.0 / fanIn);
        var weights = new float[count];
        for (var i = 0; i < count; i++) weights[i] = (float)(deviation * random.NextGaussian());
        return weights;
    }
}
