using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Students.Initializers;

/// <summary>Uniform in ±√(6 / (fan-in + fan-out)), variance 2 / (fan-in + fan-out): for sigmoid, tanh and linear layers.</summary>
/// <remarks>Glorot and Bengio 2010.</remarks>
[Kind("glorot", "uniform, variance 2 / (fan-in + fan-out)")]
public sealed record Glorot : Initializer
{
    /// <inheritdoc/>
    public override float[] Draw(int count, int fanIn, int fanOut, Seed seed)
    {
        var random = seed.Stream();
        var bound = Math.Sqrt(6.0 / (fanIn + fanOut));
        var weights = new float[count];
        for (var i = 0; i < count; i++)
            weights[i] = (float)(bound * ((2 * random.NextDouble()) - 1));
        return weights;
    }
}
