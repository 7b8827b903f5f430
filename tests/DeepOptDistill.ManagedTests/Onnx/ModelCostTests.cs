using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Costs;

namespace DeepOptDistill.ManagedTests.Onnx;

/// <summary>Counts against the formulas by hand; shapes that real networks have are tested with ONNX Runtime.</summary>
public sealed class ModelCostTests
{
    [Fact]
    public void Convolution_norm_and_linear_layer_are_counted()
    {
        var cost = ModelCost.Count(
            Graphs.Classifier(),
            new Dictionary<string, long[]>
            {
                ["norm"] = [1, 4, 8, 8],
                ["conv"] = [1, 4, 8, 8],
                ["flat"] = [1, 4],
                ["logits"] = [1, 5],
            }
        );
        Assert.Equal(4 * 3 * 9 + 4 * 4 + 5 * 4 + 5, cost.Parameters);
        Assert.Equal(8 * 8 * 4 * 3 * 9 + 4 * 5, cost.Macs);
        Assert.Equal(
            [("conv", 108L, 6912L), ("norm", 16L, 0L), ("fc", 25L, 20L)],
            cost.Nodes.Where(n => n.Parameters > 0).Select(n => (n.Name, n.Parameters, n.Macs))
        );
    }

    /// <summary>What it costs to each tensor of a long chain is found in one pass: a cut for every tensor took a minute.</summary>
    [Fact]
    public void A_long_chain_is_counted_in_time()
    {
        const int Length = 20_000;
        var graph = new GraphBuilder("chain");
        var last = graph.Input("x", null, 4);
        for (var i = 0; i < Length; i++)
            last = graph.Node("Relu", $"r{i}", [last]);
        graph.Output(last, last);
        var shapes = Enumerable.Range(0, Length).ToDictionary(i => $"r{i}", _ => new long[] { 1, 4 }, StringComparer.Ordinal);
        shapes["x"] = [1, 4];
        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(Length, CostsBelow.Of(graph.Build(), new ModelShapes(shapes)).Count(below => below.Key != "x"));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Folding_the_norm_leaves_weights_and_bias()
    {
        var shapes = new Dictionary<string, long[]>
        {
            ["norm"] = [1, 4, 8, 8],
            ["flat"] = [1, 4],
            ["logits"] = [1, 5],
        };
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
        var shapes = new Dictionary<string, long[]>
        {
            ["x"] = [1, 4],
            ["first"] = [1, 4],
            ["turned"] = [4, 4],
            ["second"] = [1, 4],
        };
        var cost = ModelCost.Count(graph.Build(), shapes);
        Assert.Equal((16 + 4 + 1, 32), (cost.Parameters, cost.Macs));
    }

    [Fact]
    public void Quantized_weights_count_and_their_scale_does_not()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", null, 4);
        var decoded = graph.Node(
            "DequantizeLinear",
            "decoded",
            [graph.Constant("w", new float[12], 4, 3), graph.Constant("scale", [0.1f])]
        );
        graph.Output(graph.Node("MatMul", "product", [x, decoded]), "y");
        var proto = graph.Build().Proto;
        (proto.Graph.Initializer[0].DataType, proto.Graph.Initializer[0].RawData) = (
            (int)TensorProto.Types.DataType.Int8,
            Google.Protobuf.ByteString.CopyFrom(new byte[12])
        );
        var cost = ModelCost.Count(new(proto), new Dictionary<string, long[]> { ["x"] = [1, 4], ["y"] = [1, 3] });
        Assert.Equal((12, 12), (cost.Parameters, cost.Macs));
    }

    [Fact]
    public void Weights_inside_a_branch_count_with_its_node_and_shared_ones_once()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", null, 4);
        graph.Constant("shared", Graphs.Numbers(16), 4, 4);
        graph.Output(graph.Node("If", "branch", [graph.Node("IsNaN", "condition", [x])]), "y");
        var proto = graph.Build().Proto;
        proto
            .Graph.Node[1]
            .Attribute.Add(
                new[] { "then_branch", "else_branch" }.Select(name => new AttributeProto
                {
                    Name = name,
                    Type = AttributeProto.Types.AttributeType.Graph,
                    G = Branch(),
                })
            );
        var cost = ModelCost.Count(new(proto), new Dictionary<string, long[]>());
        Assert.Equal([0L, 16L + 2 * 4], cost.Nodes.Select(n => n.Parameters));
    }

    /// <summary>x·shared + bias, the bias its own.</summary>
    private static GraphProto Branch()
    {
        var inside = new GraphBuilder("branch");
        inside.Input("x", null, 4);
        inside.Constant("shared", Graphs.Numbers(16), 4, 4);
        inside.Output(
            inside.Node("Add", "sum", [inside.Node("MatMul", "product", ["x", "shared"]), inside.Constant("bias", Graphs.Numbers(4), 4)]),
            "z"
        );
        var branch = inside.Build().Proto.Graph;
        branch.Input.Clear();
        branch.Initializer.RemoveAt(0);
        return branch;
    }

    [Fact]
    public void A_missing_shape_is_named() =>
        Assert.Contains(
            "'conv'",
            Assert.ThrowsAny<ArgumentException>(() => ModelCost.Count(Graphs.Classifier(), new Dictionary<string, long[]>())).Message,
            StringComparison.Ordinal
        );

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
