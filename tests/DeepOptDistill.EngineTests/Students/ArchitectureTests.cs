using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>
/// The networks of the papers have the parameters and multiply-accumulates that follow from the papers' tables: architectures.json, by
/// scripts/reference/architectures.py. The trained module and the exported file are counted.
/// </summary>
public class ArchitectureTests
{
    private const string OtherFitNet3 = "fitnet-3 with a first block of 64, 64, 64, 64";

    private static readonly Dictionary<string, Dictionary<string, long>> Counts = JsonSerializer.Deserialize<
        Dictionary<string, Dictionary<string, long>>
    >(File.ReadAllText(Repository.In("tests", "DeepOptDistill.EngineTests", "Students", "architectures.json")))!;

    public static IEnumerable<object[]> Files() => Counts.Keys.Where(file => file != OtherFitNet3).Select(file => new object[] { file });

    [Theory]
    [MemberData(nameof(Files))]
    public void HasThePapersCounts(string file) => Check(SpecFile.Read<StudentSpec>(Repository.In(file), Kinds.All).Value, Counts[file]);

    [Fact]
    public void TheSizeThatThePaperPrintsForFitNet3BelongsToAnotherFirstBlock()
    {
        var printed = SpecFile.Read<StudentSpec>(Repository.In("students", "fitnet-3", "student.yaml"), Kinds.All).Value;
        var wider = printed.Layers.Select(block => block is Conv { Name: "conv1" or "conv2" } conv ? conv with { Channels = 128 } : block);
        Check(printed with { Layers = [.. wider] }, Counts[OtherFitNet3]);
    }

    /// <summary>Table 5 of the FitNets paper rounds to these.</summary>
    [Theory]
    [InlineData("teachers/maxout-cifar/network.yaml", 9e6, 725e6)]
    [InlineData("students/fitnet-1/student.yaml", 250e3, 30e6)]
    [InlineData("students/fitnet-2/student.yaml", 862e3, 108e6)]
    [InlineData(OtherFitNet3, 1.6e6, 392e6)]
    [InlineData("students/fitnet-4/student.yaml", 2.5e6, 382e6)]
    public void TheCountsAreThoseThatWerePublished(string file, double parameters, double macs)
    {
        Assert.Equal(1, Counts[file]["parameters"] / parameters, 0.02);
        Assert.Equal(1, Counts[file]["macs"] / macs, 0.01);
    }

    /// <summary>Hints name the k-th layer's output blockK, and what pooling leaves of it poolK.</summary>
    [Theory]
    [InlineData("fitnet-1", 11, "pool2", "32×8×8")]
    [InlineData("fitnet-2", 11, "pool2", "80×8×8")]
    [InlineData("fitnet-3", 13, "pool2", "80×8×8")]
    [InlineData("fitnet-4", 19, "pool2", "80×8×8")]
    [InlineData("fitnet-mnist", 7, "pool2", "16×4×4")]
    public void IsAsDeepAsThePaperSaysAndGuidedWhereItSays(string student, int layers, string guided, string shape)
    {
        foreach (var variant in new[] { student, student + "-bn" })
        {
            var places = Placement.Of(SpecFile.Read<StudentSpec>(Repository.In("students", variant, "student.yaml"), Kinds.All).Value);
            Assert.Equal(layers, places.Count(place => place.Block is Conv or Linear));
            Assert.Equal(shape, places.Single(place => place.Name == guided).Output.ToString());
            var convolutions = places.Count(place => place.Block is Conv);
            for (var k = 1; k <= convolutions; k++)
                Assert.Equal(
                    places.Single(p => p.Name == $"conv{k}").Output.Height,
                    places.Single(p => p.Name == $"block{k}").Output.Height
                );
        }
    }

    [Fact]
    public void EveryStudentIsHeldByItsNameOrHere() =>
        Assert.All(
            Directory.EnumerateDirectories(Repository.In("students")).Select(folder => Path.GetFileName(folder)),
            name => Assert.True(name.EndsWith('k') || Counts.ContainsKey($"students/{name}/student.yaml"), name)
        );

    private static void Check(StudentSpec spec, Dictionary<string, long> counts)
    {
        using var network = Network.Build(spec, new Seed(1));
        Assert.Equal(counts["parameters"], network.ParameterCount);
        var export = OnnxExport.Of(network);
        Assert.Equal(counts["macs"], ModelCost.Count(export.Model, export.Shapes.ToDictionary()).Macs);
    }
}
