using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.ManagedTests.Onnx;

public sealed class GraphBuilderTests
{
    /// <summary>ONNX's own table, docs/Versioning.md: the file format of the release that brought the operators.</summary>
    [Theory]
    [InlineData(9, 4)]
    [InlineData(10, 5)]
    [InlineData(11, 6)]
    [InlineData(13, 7)]
    [InlineData(15, 8)]
    [InlineData(17, 8)]
    [InlineData(19, 9)]
    [InlineData(21, 10)]
    [InlineData(23, 11)]
    public void File_format_follows_the_operators(int opset, long format)
    {
        var model = Graphs.Classifier(opset);
        Assert.Equal((opset, format), (model.Opset, model.Proto.IrVersion));
    }

    [Fact]
    public void What_was_built_reads_back()
    {
        var model = OnnxModel.Parse(Graphs.Classifier().ToBytes(), "built");
        Assert.Equal("x float N×3×8×8", Assert.Single(model.Inputs).ToString());
        Assert.Equal("logits float N×5", Assert.Single(model.Outputs).ToString());
        Assert.Equal("tiny", model.Proto.MetadataProps.Single(p => p.Key == "student").Value);
        Assert.Equal("batch", model.Proto.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam);
    }

    [Fact]
    public void The_node_of_an_output_gives_it_its_name_without_a_copy()
    {
        var model = Graphs.Classifier();
        Assert.DoesNotContain(model.Proto.Graph.Node, n => n.OpType == "Identity");
        Assert.Equal(["logits"], model.Proto.Graph.Node.Single(n => n.Name == "fc").Output);
    }

    [Fact]
    public void Readers_of_an_output_read_it_under_its_name_whenever_they_came()
    {
        var graph = Start(out var x);
        var inner = graph.Node("Relu", "inner", [x]);
        graph.Node("Neg", "before", [inner]);
        graph.Output(inner, "hint", null, 2);
        graph.Node("Exp", "after", [inner]);
        graph.Output("before", "before", null, 2);
        Assert.All(graph.Build().Proto.Graph.Node.Where(n => n.OpType is "Neg" or "Exp"), n => Assert.Equal(["hint"], n.Input));
    }

    [Fact]
    public void An_input_as_output_and_a_second_name_are_copies()
    {
        var graph = Start(out var x);
        graph.Output(x, "same", null, 2);
        graph.Output(graph.Node("Relu", "r", [x]), "a", null, 2);
        graph.Output("r", "b", null, 2);
        Assert.Equal(["same", "b"], graph.Build().Proto.Graph.Node.Where(n => n.OpType == "Identity").SelectMany(n => n.Output));
    }

    [Fact]
    public void Attributes_keep_type_and_value()
    {
        var graph = Start(out var x);
        graph.Output(
            graph.Node(
                "Any",
                "any",
                [x, ""],
                ("i", 3),
                ("l", 1L << 40),
                ("f", 0.5f),
                ("d", 0.25),
                ("s", "text"),
                ("ii", new[] { 1, 2 }),
                ("ll", new[] { 3L }),
                ("ff", new[] { 1.5f })
            ),
            "y"
        );
        var found = graph.Build().Proto.Graph.Node[0].Attribute.ToDictionary(a => a.Name);
        Assert.Equal(
            (3L, 1L << 40, 0.5f, 0.25f, "text"),
            (found["i"].I, found["l"].I, found["f"].F, found["d"].F, found["s"].S.ToStringUtf8())
        );
        Assert.Equal(
            (AttributeProto.Types.AttributeType.Ints, AttributeProto.Types.AttributeType.Floats),
            (found["ii"].Type, found["ff"].Type)
        );
        Assert.Equal([1L, 2L, 3L], found["ii"].Ints.Concat(found["ll"].Ints));
        Assert.Equal([1.5f], found["ff"].Floats);
        Assert.Throws<ArgumentException>(() => graph.Node("Any", "odd", [x], ("key", DateTime.UnixEpoch)));
    }

    [Fact]
    public void Mistakes_of_the_caller_are_refused()
    {
        var graph = Start(out var x);
        Assert.Throws<ArgumentException>(() => graph.Node("Relu", "r", ["nowhere"]));
        Assert.Throws<ArgumentException>(() => graph.Input(x, 1));
        Assert.Throws<ArgumentException>(() => graph.Constant("c", [1, 2, 3], 2, 2));
        Assert.Throws<ArgumentException>(() => graph.Output("nowhere", "y"));
        Assert.Throws<InvalidOperationException>(graph.Build);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GraphBuilder("g", 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GraphBuilder("g", 99));
    }

    private static GraphBuilder Start(out string x)
    {
        var graph = new GraphBuilder("g");
        x = graph.Input("x", null, 2);
        return graph;
    }
}
