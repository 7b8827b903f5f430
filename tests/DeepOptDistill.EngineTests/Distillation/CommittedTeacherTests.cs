using DeepOptDistill.Core;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Every committed teacher opens, has the hash its description says, and answers real images as well as it claims.</summary>
public class CommittedTeacherTests
{
    public static IEnumerable<object[]> Teachers() => Directory.EnumerateDirectories(Repository.In("teachers")).Select(folder => new object[] { Path.GetFileName(folder) });

    [Theory]
    [MemberData(nameof(Teachers))]
    public void AnswersAsWellAsItClaims(string name)
    {
        using var folder = new TemporaryFolder();
        var place = Tiny.Place(folder);
        var (spec, home) = new TeacherReader(place).Read(new TeacherReference { Name = name }, folder.Path, "test");
        var test = new FashionMnistSmall { Validation = 1200 }.Load(place.Data, new Seed(1)).Test;
        var record = Evaluator.Of(home, test, place, 2);
        Assert.NotNull(spec.Sha256);
        Assert.NotEmpty(spec.Origin);
        Assert.InRange(spec.TestAccuracy!.Value, record.AccuracyLow, record.AccuracyHigh);
    }

    [Fact]
    public void TogetherTheyFitInSixteenMegabytes() =>
        Assert.InRange(Directory.EnumerateFiles(Repository.In("teachers"), "*.onnx", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length), 1, 16_000_000);

    [Fact]
    public void ThereAreAtLeastFour() => Assert.True(Directory.GetDirectories(Repository.In("teachers")).Length >= 4);
}
