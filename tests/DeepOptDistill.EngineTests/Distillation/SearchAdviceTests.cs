using DeepOptDistill.Core;
using DeepOptDistill.Core.Search;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Distillation.Search;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>What a search recommends: only what neither seeds nor samples nor the number of candidates could have made.</summary>
public sealed class SearchAdviceTests
{
    private static readonly SearchSpace Space = new([SearchAxis.Parse("rate=1,2")], null);

    [Theory]
    [InlineData(0.90, 0.95, 0.001, "Set rate=2: 95.00 ± 0.10 %, 3 seeds, 5.00 points more than the recipe as it is")]
    [InlineData(
        0.90,
        0.901,
        0.01,
        "rate=2 is best (90.10 ± 1.00 %, 3 seeds), 0.10 points more than the recipe as it is (90.00 ± 1.00 %, 3 seeds), but that is "
            + "within the noise of 1.74 points."
    )]
    [InlineData(0.95, 0.90, 0.001, "Keep the recipe as it is (95.00 ± 0.10 %, 3 seeds): nothing that was tried is better.")]
    public void NoiseDecides(double asIs, double other, double deviation, string expected)
    {
        List<FinalistRecord> finalists =
        [
            .. new[] { new FinalistRecord([], asIs, deviation, 3), new FinalistRecord(["2"], other, deviation, 3) }.OrderByDescending(
                finalist => finalist.Accuracy
            ),
        ];
        Assert.StartsWith(expected, SearchAdvice.Of(Space, finalists, 1), StringComparison.Ordinal);
    }

    /// <summary>
    /// t(4 degrees of freedom, 5 % / 12 one-sided) = 4.85 instead of 2.13: the best of twelve equals looks better than it is.
    /// </summary>
    [Fact]
    public void TheBestOfManyNeedsMore()
    {
        List<FinalistRecord> finalists = [new(["2"], 0.93, 0.01, 3), new([], 0.9, 0.01, 3)];
        Assert.StartsWith("Set rate=2", SearchAdvice.Of(Space, finalists, 1), StringComparison.Ordinal);
        Assert.Contains(
            "but that is within the noise of 3.96 points for the best of 12 that were tried.",
            SearchAdvice.Of(Space, finalists, 12),
            StringComparison.Ordinal
        );
    }

    /// <summary>Seeds that agree do not help where few samples were judged by.</summary>
    [Fact]
    public void TheSamplesHaveTheirSay()
    {
        List<FinalistRecord> Of(double error) =>
            [new(["2"], 0.92, 0.001, 3) { SamplingError = error }, new([], 0.9, 0.001, 3) { SamplingError = 0 }];
        Assert.StartsWith("Set rate=2", SearchAdvice.Of(Space, Of(0.005), 1), StringComparison.Ordinal);
        Assert.Contains("within the noise of 3.2", SearchAdvice.Of(Space, Of(0.015), 1), StringComparison.Ordinal);
    }

    /// <summary>Candidates that are equal: at most one search in twenty advises a change, whatever the number of finalists.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void EqualsAreSeldomAdvised(int rivals)
    {
        const int Searches = 3000;
        var random = new Seed(5).Derive(rivals).Stream();
        var wrong = 0;
        for (var search = 0; search < Searches; search++)
        {
            List<FinalistRecord> finalists = [Drawn([], ref random)];
            for (var rival = 0; rival < rivals; rival++)
                finalists.Add(Drawn([$"{rival}"], ref random));
            if (
                SearchAdvice
                    .Of(Space, [.. finalists.OrderByDescending(finalist => finalist.Accuracy)], rivals)
                    .StartsWith("Set", StringComparison.Ordinal)
            )
                wrong++;
        }
        // 5 % and three standard deviations of this simulation.
        Assert.InRange(wrong / (double)Searches, 0.002, 0.062);
    }

    [Fact]
    public void TheErrorOverSamplesIsPaired()
    {
        double[] one = [1, 1, 0, 1],
            other = [1, 0, 0, 1];
        // Differences 0, 1, 0, 0: s² = 1/4, of four samples.
        Assert.Equal(Math.Sqrt(0.25 / 4), PairedQuality.SamplingError([one], [other]), 1e-12);
        Assert.Equal(0, PairedQuality.SamplingError([one, other], [other, one]), 1e-12);
    }

    [Fact]
    public void WithOneSeedTheNoiseIsNotKnown()
    {
        const string remedy = "Each was trained with one seed, so that the noise is not known: search with '--seeds 3'.";
        Assert.Equal(
            $"rate=2 is best (95.00 %), 5.00 points more than the recipe as it is (90.00 %). {remedy}",
            SearchAdvice.Of(Space, [new(["2"], 0.95, 0, 1), new([], 0.9, 0, 1)], 1)
        );
        Assert.Equal(
            $"Keep the recipe as it is (95.00 %): nothing that was tried is better. {remedy}",
            SearchAdvice.Of(Space, [new([], 0.95, 0, 1), new(["2"], 0.9, 0, 1)], 1)
        );
    }

    [Fact]
    public void EqualsAreNamed() =>
        Assert.Contains(
            "Not to be told from it: rate=1.",
            SearchAdvice.Of(Space, [new(["2"], 0.95, 0.01, 3), new(["1"], 0.949, 0.01, 3), new([], 0.8, 0.01, 3)], 2),
            StringComparison.Ordinal
        );

    private static FinalistRecord Drawn(IReadOnlyList<string> settings, ref RandomStream random)
    {
        double[] seeds = [0.9 + (0.01 * Normal(ref random)), 0.9 + (0.01 * Normal(ref random)), 0.9 + (0.01 * Normal(ref random))];
        var mean = seeds.Average();
        return new(settings, mean, Math.Sqrt(seeds.Sum(seed => (seed - mean) * (seed - mean)) / 2), 3);
    }

    private static double Normal(ref RandomStream random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
