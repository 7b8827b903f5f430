using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Blocks;

namespace DeepOptDistill.Students.Initializers;

/// <summary>How initial weights are drawn. Contract: mean and variance as stated · the same for the same seed.</summary>
[Family("initializers")]
public abstract record Initializer
{
    /// <summary>Draws weights for a layer.</summary>
    /// <param name="count">Numbers to draw.</param>
    /// <param name="fanIn">Inputs of one output unit: k²·c for a convolution.</param>
    /// <param name="fanOut">Outputs fed by one input unit: k²·d for a convolution.</param>
    /// <param name="seed">Seed of the layer.</param>
    public abstract float[] Draw(int count, int fanIn, int fanOut, Seed seed);

    /// <summary>The initializer that a layer uses before another block: some ask what activation follows.</summary>
    internal virtual Initializer Before(Block? next) => this;

    private protected static float[] Normal(int count, double deviation, Seed seed)
    {
        var random = seed.Stream();
        var weights = new float[count];
        for (var i = 0; i < count; i++)
            weights[i] = (float)(deviation * random.NextGaussian());
        return weights;
    }
}
