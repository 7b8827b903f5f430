using DeepOptDistill.Core.Search;
using DeepOptDistill.Distillation.Search;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>What a search recommends: only what seeds could not have made.</summary>
public sealed class SearchAdviceTests
{
    private static readonly SearchSpace Space = new([SearchAxis.Parse("rate=1,2")], null);

    [Theory]
    [InlineData(0.90, 0.95, 0.001, "Set rate=2: 95.00 ± 0.10 %, 3 seeds, 5.00 points more than the recipe as it is")]
    [InlineData(0.90, 0.901, 0.01, "rate=2 is best (90.10 ± 1.00 %, 3 seeds), 0.10 points more than the recipe as it is (90.00 ± 1.00 %, 3 seeds), but that is within the noise of 1.63 points.")]
    [InlineData(0.95, 0.90, 0.001, "Keep the recipe as it is (95.00 ± 0.10 %, 3 seeds): nothing that was tried is better.")]
    public void NoiseDecides(double asIs, double other, double deviation, string expected)
    {
        List<FinalistRecord> finalists = [.. new[] { new FinalistRecord([], asIs, deviation, 3), new FinalistRecord(["2"], other, deviation, 3) }.OrderByDescending(finalist => finalist.Accuracy)];
        Assert.StartsWith(expected, SearchAdvice.Of(Space, finalists), StringComparison.Ordinal);
    }

    [Fact]
    public void WithOneSeedTheNoiseIsNotKnown()
    {
        const string remedy = "Each was trained with one seed, so that the noise is not known: search with '--seeds 3'.";
        Assert.Equal($"rate=2 is best (95.00 %), 5.00 points more than the recipe as it is (90.00 %). {remedy}", SearchAdvice.Of(Space, [new(["2"], 0.95, 0, 1), new([], 0.9, 0, 1)]));
        Assert.Equal($"Keep the recipe as it is (95.00 %): nothing that was tried is better. {remedy}", SearchAdvice.Of(Space, [new([], 0.95, 0, 1), new(["2"], 0.9, 0, 1)]));
    }

    [Fact]
    public void EqualsAreNamed() =>
        Assert.Contains("Not to be told from it: rate=1.", SearchAdvice.Of(Space, [new(["2"], 0.95, 0.01, 3), new(["1"], 0.949, 0.01, 3), new([], 0.8, 0.01, 3)]), StringComparison.Ordinal);
}
