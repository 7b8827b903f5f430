using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>Layers may have the names that a file's input and output have.</summary>
public sealed class LayerNameTests
{
    [Theory]
    [InlineData("logits")]
    [InlineData("image")]
    [InlineData("features")]
    [InlineData("values")]
    [InlineData("input")]
    [InlineData("output")]
    public void ALayerOfImagesMayHaveAnyName(string name) =>
        Exported(
            Nets.Of(new Conv { Name = name, Channels = 3 }, new ReLU(), new Flatten(), new Linear { Features = 4 }),
            "image",
            "logits"
        );

    [Theory]
    [InlineData("logits")]
    [InlineData("features")]
    [InlineData("values")]
    public void ALayerOfRowsMayHaveAnyName(string name) =>
        Exported(Rows(new Linear { Name = name, Features = 8 }, new ReLU(), new Linear { Features = 4 }), "features", "logits");

    [Theory]
    [InlineData("logits")]
    [InlineData("features")]
    public void TheLastLayerMayHaveAnyName(string name) =>
        Exported(Rows(new Linear { Features = 8 }, new ReLU(), new Linear { Name = name, Features = 4 }), "features", "logits");

    [Theory]
    [InlineData("values")]
    [InlineData("logits")]
    public void ALayerBeforeValuesMayHaveAnyName(string name)
    {
        foreach (var last in new[] { name, "last" })
            Exported(
                Rows(
                    new Linear { Name = last == name ? "first" : name, Features = 8 },
                    new ReLU(),
                    new Linear { Name = last, Features = 2 }
                ),
                "features",
                "values",
                new AffineStep([2, 3], [1, -1])
            );
    }

    /// <summary>A last layer of the output's name is the output itself, as it always was.</summary>
    [Fact]
    public void TheOutputsOwnLayerKeepsItsNode()
    {
        using var network = Network.Build(Rows(new Linear { Name = "logits", Features = 4 }), new Seed(1));
        Assert.Equal(["logits"], OnnxExport.Of(network).Model.Proto.Graph.Node.Select(node => node.Name));
    }

    private static void Exported(StudentSpec spec, string input, string output, AffineStep? scale = null)
    {
        using var network = Network.Build(spec, new Seed(1), scale: scale);
        using var session = new InferenceSession(OnnxExport.Of(network).Model.ToBytes());
        Assert.Equal((input, output), (session.InputNames.Single(), session.OutputNames.Single()));
    }

    private static StudentSpec Rows(params Block[] layers) =>
        new()
        {
            Name = "rows",
            Input = new InputSpec { Shape = [4] },
            Layers = layers,
        };
}
