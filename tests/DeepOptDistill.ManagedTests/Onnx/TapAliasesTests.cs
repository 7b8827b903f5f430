using DeepOptDistill.Core.Features;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.ManagedTests.Onnx;

public sealed class TapAliasesTests
{
    private static readonly string[] Rectifiers = ["Relu", "LeakyRelu", "PRelu"];

    public static TheoryData<string> Teachers => ["fashion-cnn-a", "fashion-residual-b", "fashion-wide-c", "fashion-wide-d"];

    [Theory]
    [MemberData(nameof(Teachers))]
    public void Aliases_are_unique_stable_and_never_the_name_of_another_tensor(string teacher)
    {
        var model = OnnxModel.Read(ShippedModel.Path(teacher));
        var aliases = TapAliases.Of(model);
        Assert.Equal(model.Proto.Graph.Node.SelectMany(n => n.Output), aliases.Keys);
        Assert.Equal(aliases.Count, aliases.Values.Distinct().Count());
        Assert.All(aliases, a => Assert.True(a.Key == a.Value || !aliases.ContainsKey(a.Value)));
        Assert.Equal(aliases, TapAliases.Of(OnnxModel.Parse(model.ToBytes(), "again")));
        Assert.Equal(aliases, TapAliases.Of(Taps.Expose(model, Taps.All(model))));
    }

    [Theory]
    [InlineData("fashion-cnn-a")]
    [InlineData("fashion-residual-b")]
    public void Every_non_linearity_of_a_plain_network_is_a_block(string teacher)
    {
        var model = OnnxModel.Read(ShippedModel.Path(teacher));
        var aliases = TapAliases.Of(model);
        var activated = model.Proto.Graph.Node.Where(n => Rectifiers.Contains(n.OpType)).Select(n => aliases[n.Output[0]]);
        Assert.Equal(
            Enumerable.Range(1, aliases.Values.Count(a => a.StartsWith("block", StringComparison.Ordinal))).Select(i => $"block{i}"),
            activated
        );
    }

    [Fact]
    public void A_residual_network_from_PyTorch_reads_like_a_person_would_name_it()
    {
        var aliases = TapAliases.Of(OnnxModel.Read(ShippedModel.Path("fashion-residual-b")));
        Assert.Equal(
            [
                "conv1",
                "block1",
                "conv2",
                "block2",
                "conv3",
                "conv4",
                "add1",
                "block3",
                "conv5",
                "block4",
                "conv6",
                "conv7",
                "add2",
                "block5",
                "conv8",
                "block6",
                "conv9",
                "conv10",
                "add3",
                "block7",
                "pool1",
                "flatten1",
                "linear1",
                "probabilities",
            ],
            aliases.Values
        );
    }

    [Fact]
    public void Our_own_exports_keep_their_names()
    {
        var aliases = TapAliases.Of(OnnxModel.Read(ShippedModel.Path("fashion-wide-c")));
        Assert.All(aliases, a => Assert.Equal(a.Key, a.Value));
    }

    [Fact]
    public void A_number_that_is_taken_is_skipped()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", null, 4);
        var first = graph.Node("Gemm", "1", [x, graph.Constant("w", Graphs.Numbers(16), 4, 4)]);
        var block = graph.Node("Relu", "/block", [first]);
        var named = graph.Node("Neg", "block1", [block]);
        var linear = graph.Node("Gemm", "a:0", [named, graph.Constant("linear2", Graphs.Numbers(16), 4, 4)]);
        graph.Output(graph.Node("Relu", "/last", [linear]), "y", null, 4);
        Assert.Equal(
            [("1", "linear1"), ("/block", "block2"), ("block1", "block1"), ("a:0", "linear3"), ("y", "y")],
            TapAliases.Of(graph.Build()).Select(a => (a.Key, a.Value))
        );
    }

    [Fact]
    public void A_second_non_linearity_without_a_weighted_layer_between_is_no_block()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Node("Relu", "/0", [graph.Input("x", null, 4)]);
        var block = graph.Node("Tanh", "/2", [graph.Node("Gemm", "/1", [x, graph.Constant("w", Graphs.Numbers(16), 4, 4)])]);
        graph.Output(graph.Node("Neg", "/4", [graph.Node("Relu", "/3", [block])]), "y", null, 4);
        Assert.Equal(["relu1", "linear1", "block1", "relu2", "y"], TapAliases.Of(graph.Build()).Values);
    }

    /// <summary>x·σ(x), GELU by erf as PyTorch writes it, and Mish: one block each, at the last node.</summary>
    [Fact]
    public void A_gate_and_its_product_are_one_non_linearity()
    {
        var graph = new GraphBuilder("g");
        string Linear(string name, string from) => graph.Node("Gemm", name, [from, graph.Constant(name + "w", Graphs.Numbers(16), 4, 4)]);
        string Number(string name, float value) => graph.Constant(name, [value]);
        var a = Linear("/a", graph.Input("x", null, 4));
        var silu = graph.Node("Mul", "/silu", [a, graph.Node("Sigmoid", "/gate", [a])]);
        var b = Linear("/b", silu);
        var erf = graph.Node("Erf", "/erf", [graph.Node("Div", "/scaled", [b, Number("root", MathF.Sqrt(2))])]);
        var product = graph.Node("Mul", "/product", [b, graph.Node("Add", "/shifted", [erf, Number("one", 1)])]);
        var gelu = graph.Node("Mul", "/gelu", [product, Number("half", 0.5f)]);
        var c = Linear("/c", gelu);
        var mish = graph.Node("Mul", "/mish", [c, graph.Node("Tanh", "/tanh", [graph.Node("Softplus", "/softplus", [c])])]);
        graph.Output(Linear("/d", mish), "y", null, 4);
        var model = graph.Build();
        Assert.Equal(
            [("/silu", "block1"), ("/gelu", "block2"), ("/mish", "block3")],
            TapAliases.Of(model).Where(t => t.Value.StartsWith("block", StringComparison.Ordinal)).Select(t => (t.Key, t.Value))
        );
        var activations = TapActivations.Of(model);
        Assert.Equal(["silu", "gelu", "mish"], new[] { "/silu", "/gelu", "/mish" }.Select(t => activations[t].Kind));
        Assert.Equal(TapActivation.None, activations["/product"]);
    }

    /// <summary>
    /// A gate that weighs channels (squeeze and excitation) is a sigmoid of its own: what it multiplies is not its own input.
    /// </summary>
    [Fact]
    public void A_gate_of_something_else_is_no_product()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", null, 4);
        var gate = graph.Node("Sigmoid", "/gate", [graph.Node("Gemm", "/a", [x, graph.Constant("w", Graphs.Numbers(16), 4, 4)])]);
        graph.Output(graph.Node("Neg", "/n", [graph.Node("Mul", "/weighed", [x, gate])]), "y", null, 4);
        var activations = TapActivations.Of(graph.Build());
        Assert.Equal(new TapActivation("sigmoid"), activations["/gate"]);
        Assert.Equal(TapActivation.None, activations["/weighed"]);
    }

    /// <summary>The same maxout in five spellings.</summary>
    [Theory]
    [InlineData("axes")]
    [InlineData("axes input")]
    [InlineData("last axis")]
    [InlineData("concatenated shape")]
    [InlineData("slices")]
    public void Maxout_is_found_with_its_pieces(string spelling)
    {
        var graph = new GraphBuilder("g", spelling == "axes input" ? 18 : 17);
        var linear = graph.Node("Gemm", "/a", [graph.Input("x", null, 4), graph.Constant("w", Graphs.Numbers(24), 4, 6)]);
        long[] apart = [0, 2, 3];
        var shape =
            spelling == "concatenated shape"
                ? graph.Node(
                    "Concat",
                    "/shape",
                    [
                        graph.Node(
                            "Slice",
                            "/length",
                            [graph.Node("Shape", "/whole", [linear]), graph.Constant("0", [0L]), graph.Constant("1", [1L])]
                        ),
                        graph.Constant("c", [2L]),
                        graph.Constant("k", [3L]),
                    ],
                    ("axis", 0)
                )
                : graph.Constant("shape", apart);
        var maxout =
            spelling == "slices"
                ? graph.Node(
                    "Max",
                    "/m",
                    [
                        .. Enumerable
                            .Range(0, 3)
                            .Select(i =>
                                graph.Node(
                                    "Slice",
                                    $"/s{i}",
                                    [
                                        linear,
                                        graph.Constant($"from{i}", [2L * i]),
                                        graph.Constant($"to{i}", [(2L * i) + 2]),
                                        graph.Constant($"axis{i}", [1L]),
                                    ]
                                )
                            ),
                    ]
                )
                : Reduced(graph, spelling, graph.Node("Reshape", "/pieces", [linear, shape]));
        graph.Output(graph.Node("Neg", "/n", [graph.Node("Identity", "/same", [maxout])]), "y", null, 2);
        var model = graph.Build();
        Assert.Equal(new TapActivation("maxout", 3), TapActivations.Of(model)["/same"]);
        Assert.Equal("block1", TapAliases.Of(model)["/m"]);
    }

    private static string Reduced(GraphBuilder graph, string spelling, string pieces) =>
        spelling == "axes input"
            ? graph.Node("ReduceMax", "/m", [pieces, graph.Constant("axes", [2L])], ("keepdims", 0))
            : graph.Node("ReduceMax", "/m", [pieces], ("axes", new long[] { spelling == "last axis" ? -1 : 2 }), ("keepdims", 0));

    [Fact]
    public void A_maximum_over_places_is_a_pool()
    {
        var graph = new GraphBuilder("g");
        var conv = graph.Node("Conv", "/a", [graph.Input("x", null, 1, 4, 4), graph.Constant("w", Graphs.Numbers(18), 2, 1, 3, 3)]);
        var rows = graph.Node("Reshape", "/rows", [graph.Node("Relu", "/r", [conv]), graph.Constant("shape", [0L, 2L, 4L])]);
        graph.Output(
            graph.Node("Neg", "/n", [graph.Node("ReduceMax", "/p", [rows], ("axes", new long[] { 2 }), ("keepdims", 0))]),
            "y",
            null,
            2
        );
        var model = graph.Build();
        Assert.Equal(["conv1", "block1", "reshape1", "pool1", "y"], TapAliases.Of(model).Values);
        Assert.Equal(new TapActivation("relu"), TapActivations.Of(model)["/p"]);
    }

    [Fact]
    public void The_shipped_teachers_activations_are_found()
    {
        var b = TapActivations.Of(OnnxModel.Read(ShippedModel.Path("fashion-residual-b")));
        var slopes = OnnxModel
            .Read(ShippedModel.Path("fashion-residual-b"))
            .Proto.Graph.Initializer.Single(i => i.Name == "onnx::PRelu_103");
        var mean = slopes.RawData.ToByteArray().Chunk(4).Average(bytes => BitConverter.ToSingle(bytes));
        Assert.Equal("leaky-relu", b["/stem/stem.2/PRelu_output_0"].Kind);
        Assert.Equal(mean, b["/stem/stem.2/PRelu_output_0"].Value, 1e-6);
        Assert.Equal(new TapActivation("leaky-relu", 0.1f), b["/Flatten_output_0"]);
        Assert.Equal(new TapActivation("relu"), b["/Relu_1_output_0"]);
        Assert.Equal(TapActivation.None, b["/Add_output_0"]);
        var a = TapActivations.Of(OnnxModel.Read(ShippedModel.Path("fashion-cnn-a")));
        Assert.Equal(new TapActivation("relu"), a["/block1/block1.6/MaxPool_output_0"]);
    }

    [Fact]
    public void Concatenation_keeps_what_its_parts_share()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", null, 4);
        string[] parts = [graph.Node("Relu", "/a", [x]), graph.Node("Relu", "/b", [x]), graph.Node("Tanh", "/c", [x])];
        graph.Node("Concat", "/equal", parts[..2], ("axis", 1));
        graph.Node("Concat", "/mixed", parts, ("axis", 1));
        graph.Output(graph.Node("Neg", "/n", ["/equal"]), "y", null, 8);
        var found = TapActivations.Of(graph.Build());
        Assert.Equal((new TapActivation("relu"), TapActivation.None), (found["/equal"], found["/mixed"]));
    }
}
