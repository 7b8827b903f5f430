using DeepOptDistill.Core;

namespace DeepOptDistill.Data.Drawing;

/// <summary>The random numbers of one attribute of one example in one copy.</summary>
/// <param name="Chance">Uniform in [0, 1): there is an exchange where it is below the swap probability.</param>
/// <param name="Row">Standard normal, for the example.</param>
/// <param name="Neighbour">Standard normal, for its neighbour.</param>
internal readonly record struct Draw(double Chance, double Row, double Neighbour)
{
    public static Draw Of(Seed seed)
    {
        var random = seed.Stream();
        return new(random.NextDouble(), random.NextGaussian(), random.NextGaussian());
    }
}
