using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Every committed teacher opens, has the hash its description says, and answers real images as well as it claims.</summary>
public class CommittedTeacherTests
{
    public static IEnumerable<object[]> Teachers() => Folders(trained: true);

    public static IEnumerable<object[]> Untrained() => Folders(trained: false);

    [Theory]
    [MemberData(nameof(Teachers))]
    public void AnswersAsWellAsItClaims(string name)
    {
        using var folder = new TemporaryFolder();
        var place = Tiny.Place(folder);
        var (spec, home) = new TeacherReader(place).Read(new TeacherReference { Name = name }, folder.Path, "test");
        var test = (spec.Dataset == "letters" ? new Letters() : (DatasetSpec)new FashionMnistSmall()).Load(place.Data, new Seed(1)).Test;
        var record = Evaluator.Of(home, test, place, 2);
        Assert.NotNull(spec.Sha256);
        Assert.NotEmpty(spec.Origin);
        Assert.InRange(spec.TestAccuracy!.Value, record.Quality.Low, record.Quality.High);
    }

    /// <summary>
    /// A folder without a model is one to train: a network and a recipe. What they are is held by ArchitectureTests and
    /// CommittedRecipeTests.
    /// </summary>
    [Theory]
    [MemberData(nameof(Untrained))]
    public void WhatIsNotTrainedSaysHowToTrainIt(string name)
    {
        using var folder = new TemporaryFolder();
        Assert.True(File.Exists(Repository.In("teachers", name, "network.yaml")));
        var error = Assert.Throws<InputException>(() =>
            new TeacherReader(Tiny.Place(folder)).Read(new TeacherReference { Name = name }, folder.Path, "test")
        );
        Assert.Contains($"deepopt train {Repository.In("teachers", name, "recipe.yaml")}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain($"one of {name}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TogetherTheyFitInSixteenMegabytes() =>
        Assert.InRange(
            Directory.EnumerateFiles(Repository.In("teachers"), "*.onnx", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length),
            1,
            16_000_000
        );

    [Fact]
    public void ThereAreAtLeastFour() => Assert.True(Teachers().Count() >= 4);

    private static IEnumerable<object[]> Folders(bool trained) =>
        Directory
            .EnumerateDirectories(Repository.In("teachers"))
            .Where(folder => File.Exists(Path.Combine(folder, TeacherReader.FileName)) == trained)
            .Select(folder => new object[] { Path.GetFileName(folder) });
}
