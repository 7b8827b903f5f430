using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Students.Initializers;

/// <summary>Uniform in ±range, variance range² / 3, whatever the layer's size.</summary>
/// <remarks>FitNets (Romero et al. 2015) begin with ±0.005, their MNIST regressors with ±0.05.</remarks>
[Kind("uniform", "uniform in ± range")]
public sealed record Uniform : Initializer
{
    /// <summary>The bound.</summary>
    [Between(0, 1000, LowExcluded = true)]
    public double Range { get; init; } = 0.005;

    /// <inheritdoc/>
    public override float[] Draw(int count, int fanIn, int fanOut, Seed seed)
    {
        var random = seed.Stream();
        var weights = new float[count];
        for (var i = 0; i < count; i++)
            weights[i] = (float)(Range * ((2 * random.NextDouble()) - 1));
        return weights;
    }
}
