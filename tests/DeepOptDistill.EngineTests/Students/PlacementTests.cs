using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>Shapes that do not fit are told with file, line and column.</summary>
public class PlacementTests
{
    [Theory]
    [InlineData("linear: { features: 10 }", "an input of 1×28×28 maps", "flatten")]
    [InlineData("conv: { channels: 4, kernel: 31 }", "a window of 31 on maps of 28", "smaller kernel")]
    [InlineData("conv: { channels: 4, groups: 3 }", "3 groups for 1 input and 4 output channels", "")]
    [InlineData("maxout: { pieces: 2 }", "1 channels for 2 pieces", "2 channels")]
    [InlineData("max-pool: { kernel: 3, padding: 2 }", "padding 2 for a window of 3", "")]
    [InlineData(
        "residual: { layers: [ { conv: { channels: 4 } }, { conv: { channels: 4, kernel: 27 } } ] }",
        "a window of 27 on maps of 26",
        ""
    )]
    [InlineData("residual: { layers: [ { conv: { channels: 4, kernel: 2 } } ] }", "inner layers that turn 1×28×28 into 4×27×27", "Pad")]
    public void AShapeThatDoesNotFitNamesItsPlace(string layer, string found, string remedy)
    {
        var problem = Assert.Single(Problems($"name: x\ninput: {{ shape: [1, 28, 28] }}\nlayers:\n  - {layer}\n"));
        Assert.Matches(@"^net\.yaml:4:\d+$", problem.Where);
        Assert.Contains(found, problem.Found, StringComparison.Ordinal);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void LayersOfOneNameAreRefused()
    {
        var problem = Assert.Single(
            Problems("name: x\ninput: { shape: [1, 28, 28] }\nlayers:\n  - conv: { channels: 4, name: a }\n  - relu: { name: a }\n")
        );
        Assert.StartsWith("net.yaml:5:", problem.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ shape: [1, 28, 28], mean: [0.1, 0.2] }")]
    [InlineData("{ shape: [1, 28, 28], deviation: [0] }")]
    [InlineData("{ shape: [0, 28, 28] }")]
    public void AnImpossibleInputIsRefused(string input) => Assert.Single(Problems($"name: x\ninput: {input}\nlayers:\n  - flatten\n"));

    private static List<Problem> Problems(string yaml)
    {
        var problems = new List<Problem>();
        var spec = SpecFile.Parse<StudentSpec>(yaml, "net.yaml", Kinds.All);
        Placement.Of(spec.Value, spec.Where, problems);
        return problems;
    }
}
