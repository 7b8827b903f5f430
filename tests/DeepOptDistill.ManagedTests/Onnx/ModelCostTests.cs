using DeepOptDistill.Onnx;

namespace DeepOptDistill.ManagedTests.Onnx;

/// <summary>Counts against the formulas by hand; shapes that real networks have are tested with ONNX Runtime.</summary>
public sealed class ModelCostTests
{
    [Fact]
    public void Convolution_norm_and_linear_layer_are_counted()
    {
        var cost = ModelCost.Count(Graphs.Classifier(), new Dictionary<string, long[]> { ["norm"] = [1, 4, 8, 8], ["conv"] = [1, 4, 8, 8], ["flat"] = [1, 4], ["logits"] = [1, 5] });
        Assert.Equal(4 * 3 * 9 + 4 * 4 + 5 * 4 + 5, cost.Parameters);
        Assert.Equal(8 * 8 * 4 * 3 * 9 + 4 * 5, cost.Macs);
        Assert.Equal([("conv", 108L, 6912L), ("norm", 16L, 0L), ("fc", 25L, 20L)], cost.Nodes.Where(n => n.Parameters > 0).Select(n => (n.Name, n.Parameters, n.Macs)));
    }

    [Fact]
    public void Folding_the_norm_leaves_weights_and_bias()
    {
        var shapes = new Dictionary<string, long[]> { ["norm"] = [1, 4, 8, 8], ["flat"] = [1, 4], ["logits"] = [1, 5] };
        Assert.Equal(108 + 4 + 25, ModelCost.Count(Folding.BatchNorm(Graphs.Classifier()), shapes).Parameters);
    }

    [Fact]
    public void Groups_divide_and_a_transposed_convolution_counts_by_its_input()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", null, 4, 5, 5);
        var grouped = graph.Node("Conv", "grouped", [x, graph.Constant("w", Graphs.Numbers(4 * 9), 4, 1, 3, 3)], ("group", 4));
        graph.Output(graph.Node("ConvTranspose", "up", [grouped, graph.Constant("u", Graphs.Numbers(4 * 2 * 4), 4, 2, 2, 2)]), "y");
        var cost = ModelCost.Count(graph.Build(), new Dictionary<string, long[]> { ["grouped"] = [1, 4, 3, 3], ["y"] = [1, 2, 4, 4] });
        Assert.Equal([(36L, 36L * 9), (32L, 36L * 8)], cost.Nodes.Select(n => (n.Parameters, n.Macs)));
    }

    [Fact]
    public void Learned_numbers_count_once_and_constants_of_formulas_never()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", null, 4);
        var weight = graph.Constant("w", Graphs.Numbers(16), 4, 4);
        var first = graph.Node("MatMul", "first", [x, weight]);
        var second = graph.Node("MatMul", "second", [first, graph.Node("Transpose", "turned", [weight])]);
        var biased = graph.Node("Add", "biased", [second, graph.Constant("bias", Graphs.Numbers(4), 4)]);
        var halved = graph.Node("Mul", "halved", [biased, graph.Constant("half", [0.5f])]);
        var slope = graph.Node("PRelu", "slope", [halved, graph.Constant("alpha", [0.25f], 1)]);
        graph.Output(graph.Node("Reshape", "shaped", [slope, graph.Constant("shape", [-1L, 4L])]), "y");
        var shapes = new Dictionary<string, long[]> { ["x"] = [1, 4], ["first"] = [1, 4], ["turned"] = [4, 4], ["second"] = [1, 4] };
        var cost = ModelCost.Count(graph.Build(), shapes);
        Assert.Equal((16 + 4 + 1, 32), (cost.Parameters, cost.Macs));
    }

    [Fact]
    public void A_missing_shape_is_named() =>
        Assert.Contains("'conv'", Assert.Throws<ArgumentException>(() => ModelCost.Count(Graphs.Classifier(), new Dictionary<string, long[]>())).Message, StringComparison.Ordinal);

    [Fact]
    public void A_weight_that_is_not_a_number_is_found()
    {
        var graph = new GraphBuilder("g");
        graph.Output(graph.Node("Add", "a", [graph.Input("x", null, 2), graph.Constant("good", [1, float.NegativeInfinity], 2)]), "y");
        Assert.Empty(Weights.WithNaN(graph.Build()));
        graph.Constant("broken", [1, float.NaN], 2);
        Assert.Equal(["broken"], Weights.WithNaN(graph.Build()));
    }
}
