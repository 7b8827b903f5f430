using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Search;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Distillation.Search;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>A search from its settings to its advice.</summary>
public sealed class SearchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ValuesAreDividedByCommasOutsideOfBrackets()
    {
        var axis = SearchAxis.Parse("ensemble.mix=mean-logits, { mean-probabilities: { weights: [1, 2] } }");
        Assert.Equal(("ensemble.mix", null), (axis.Path, axis.Range));
        Assert.Equal(["mean-logits", "{ mean-probabilities: { weights: [1, 2] } }"], axis.Values);
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("=1,2")]
    [InlineData("batch=")]
    [InlineData("batch=1,1")]
    [InlineData("batch=1,,2")]
    [InlineData("rate=0..1")]
    [InlineData("rate=2..1")]
    [InlineData("rate=low..high")]
    public void WhatIsNoSettingIsRefused(string text) =>
        Assert.Contains("Write it like", Assert.Throws<InputException>(() => SearchAxis.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void AGridHoldsEveryCombinationOnce()
    {
        var candidates = new SearchSpace([SearchAxis.Parse("a=1,2,3"), SearchAxis.Parse("b=x,y")], null).Candidates(new Seed(1));
        Assert.Equal(["1 x", "1 y", "2 x", "2 y", "3 x", "3 y"], candidates.Select(values => string.Join(' ', values)));
    }

    [Fact]
    public void DrawsAreRepeatableDistinctAndLogUniform()
    {
        var space = new SearchSpace([SearchAxis.Parse("rate=0.01..1"), SearchAxis.Parse("b=x,y")], 400);
        var candidates = space.Candidates(new Seed(1));
        Assert.Equal(
            candidates.Select(values => string.Join(' ', values)),
            space.Candidates(new Seed(1)).Select(values => string.Join(' ', values))
        );
        Assert.Equal(400, candidates.Select(values => string.Join(' ', values)).Distinct().Count());
        var rates = candidates.Select(values => double.Parse(values[0], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.All(rates, rate => Assert.InRange(rate, 0.01, 1));
        // Half of them below the geometric middle.
        Assert.InRange(rates.Count(rate => rate < 0.1), 160, 240);
    }

    [Fact]
    public void SpacesThatCannotBeTriedAreRefused()
    {
        Assert.Throws<InputException>(() => new SearchSpace([], null));
        Assert.Contains(
            "--draws",
            Assert.Throws<InputException>(() => new SearchSpace([SearchAxis.Parse("rate=0.1..1")], null)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InputException>(() => new SearchSpace([SearchAxis.Parse("a=1,2"), SearchAxis.Parse("a=3")], null));
    }

    [Theory]
    [InlineData(12, 3, new[] { 12, 4, 3 }, new[] { 1.0 / 9, 1.0 / 3, 1 })]
    [InlineData(3, 3, new[] { 3 }, new[] { 1.0 })]
    [InlineData(1, 3, new[] { 1 }, new[] { 1.0 })]
    [InlineData(9, 1, new[] { 9, 3, 1 }, new[] { 1.0 / 9, 1.0 / 3, 1 })]
    public void EachRungHoldsAThirdAndTrainsThreeTimesAsLong(int candidates, int finalists, int[] counts, double[] shares)
    {
        var rungs = Halving.Rungs(candidates, finalists);
        Assert.Equal(counts, rungs.Select(rung => rung.Candidates));
        Assert.All(shares.Zip(rungs), pair => Assert.Equal(pair.First, pair.Second.Share, 1e-12));
    }

    [Fact]
    public void ARateThatCannotLearnLosesAndIsNotAdvised()
    {
        var record = Search("stages[0].schedule.peak=0.000001,0.05");
        Assert.Equal("0.05", record.Finalists.First(finalist => finalist.Settings.Count > 0).Settings[0]);
        Assert.Equal(3, record.Trials.Count(trial => trial.Rung == 1));
        Assert.Equal(4, record.Trials.Count(trial => trial.Rung == 2));
        Assert.DoesNotContain("0.000001", record.Advice, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.In("search", "search.html")));
        Assert.True(File.Exists(folder.In("search", "search.json")));
    }

    [Fact]
    public void ASettingThatChangesNothingIsNotTrainedTwice()
    {
        var record = Search("stages[0].schedule.peak=0.1,0.05");
        var first = record.Trials.Where(trial => trial is { Rung: 1, Seed: 3 }).ToList();
        // The surface has its cell all the same.
        Assert.Equal(first.Single(trial => trial.Settings.Count == 0).Loss, first.Single(trial => trial.Settings.Contains("0.1")).Loss);
        Assert.DoesNotContain(record.Finalists, finalist => finalist.Settings.Contains("0.1"));
        // One rung in full length: two candidates, two seeds.
        Assert.Equal(4, Trials().Count);
    }

    /// <summary>A ninth and a third of three epochs are one epoch: the second rung goes by what the first one said.</summary>
    [Fact]
    public void ARungOfNoMoreEpochsIsNotTrained()
    {
        var record = Search("stages[0].schedule.peak=0.000001,0.02,0.04,0.05");
        Assert.Equal([(1, 5), (3, 4)], record.Trials.GroupBy(trial => trial.Rung).Select(rung => (rung.Key, rung.Count())));
        Assert.DoesNotContain(record.Finalists, finalist => finalist.Settings.Contains("0.000001"));
    }

    [Fact]
    public void AFinishedSearchIsNotTrainedAgain()
    {
        Search("stages[0].schedule.peak=0.05,0.1");
        var written = Trials();
        var again = Search("stages[0].schedule.peak=0.05,0.1");
        Assert.Equal(written, Trials());
        Assert.NotEmpty(again.Trials);
    }

    [Fact]
    public void ASettingThatTheRecipeDoesNotHaveIsRefusedBeforeWork()
    {
        Assert.Contains(
            "peak",
            Assert.Throws<InputException>(() => Search("stages[0].schedule.peek=0.1")).Message,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(folder.In("search")));
    }

    /// <summary>A trial trains a student once and alone.</summary>
    [Fact]
    public void GenerationsAreNotSearched()
    {
        Assert.Contains(
            "Search without them",
            Assert.Throws<InputException>(() => Search("generations=1,2")).Message,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(folder.In("search")));
    }

    private SearchRecord Search(string setting)
    {
        var (place, path) = (Tiny.Place(folder), Tiny.Write(folder));
        string[] always = ["stages[0].epochs=3", "dataset.fashion-mnist-small.limit=300"];
        return new RecipeSearch(
            place,
            new RunOptions
            {
                Out = folder.In("search"),
                Jobs = 2,
                Threads = 1,
            },
            new SearchOptions { Finalists = 1, Seeds = 2 }
        ).Run(
            new SearchSpace([SearchAxis.Parse(setting)], null),
            more => new RecipeReader(place).Read(path, Purpose.Distill, [.. always, .. more])
        );
    }

    private List<(string, DateTime)> Trials() =>
        [
            .. Directory
                .GetFiles(folder.In("search", "trials"))
                .Where(file => !file.EndsWith("timings.json", StringComparison.Ordinal))
                .Order()
                .Select(file => (file, File.GetLastWriteTimeUtc(file))),
        ];
}
