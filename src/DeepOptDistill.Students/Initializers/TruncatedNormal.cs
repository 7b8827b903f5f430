using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Students.Initializers;

/// <summary>
/// Normal with values beyond two deviations drawn again; scaled, so that the deviation is the one asked for in spite of the cut.
/// </summary>
[Kind("truncated-normal", "normal without its tails: deviation")]
public sealed record TruncatedNormal : Initializer
{
    private const double Cut = 2;

    // Deviation of a standard normal that is cut at ±2.
    private const double DeviationOfCut = 0.87962566103423978;

    /// <summary>Deviation of the weights.</summary>
    [Between(0, 1000, LowExcluded = true)]
    public double Deviation { get; init; } = 0.02;

    /// <inheritdoc/>
    public override float[] Draw(int count, int fanIn, int fanOut, Seed seed)
    {
        var random = seed.Stream();
        var weights = new float[count];
        for (var i = 0; i < count; i++)
        {
            double value;
            do value = random.NextGaussian();
            while (Math.Abs(value) > Cut);
            weights[i] = (float)(value * Deviation / DeviationOfCut);
        }
        return weights;
    }
}
