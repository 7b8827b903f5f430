using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Students.Initializers;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>The contract of every initializer: mean and variance as stated · the same for the same seed.</summary>
public class InitializerContractTests
{
    private const int FanIn = 90,
        FanOut = 180,
        Count = 180_000;

    private static readonly Dictionary<string, double> Variance = new()
    {
        ["he"] = 2.0 / FanIn,
        ["glorot"] = 2.0 / (FanIn + FanOut),
        ["lecun"] = 1.0 / FanIn,
        ["uniform"] = 0.005 * 0.005 / 3,
        ["truncated-normal"] = 0.02 * 0.02,
        // Count / FanIn rows of which only FanIn can be orthogonal: columns have length 1.
        ["orthogonal"] = 1.0 / (Count / FanIn),
        ["lsuv"] = 1.0 / (Count / FanIn),
    };

    public static IEnumerable<object[]> Members() => Kinds.All.Members(typeof(Initializer)).Select(kind => new object[] { kind });

    [Theory]
    [MemberData(nameof(Members))]
    public void MeanAndVarianceAreAsStated(Kind kind)
    {
        var weights = Draw(kind, 4);
        var mean = weights.Average(w => (double)w);
        var variance = weights.Average(w => (w - mean) * (w - mean));
        // Five standard errors of the mean, and 2 % of the variance.
        Assert.True(Math.Abs(mean) < 5 * Math.Sqrt(Variance[kind.Name] / Count));
        Assert.Equal(1, variance / Variance[kind.Name], 0.02);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void TheSameSeedGivesTheSameWeights(Kind kind)
    {
        Assert.Equal(Draw(kind, 4), Draw(kind, 4));
        Assert.NotEqual(Draw(kind, 4), Draw(kind, 5));
    }

    private static float[] Draw(Kind kind, ulong seed) =>
        ((Initializer)Activator.CreateInstance(kind.Type)!).Draw(Count, FanIn, FanOut, new Seed(seed));
}
