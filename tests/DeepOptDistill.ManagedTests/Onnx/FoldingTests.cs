using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.ManagedTests.Onnx;

/// <summary>What is folded and what is left; that the numbers stay the same is tested with ONNX Runtime.</summary>
public sealed class FoldingTests
{
    [Fact]
    public void Convolution_takes_over_the_norm_and_its_name()
    {
        var model = Graphs.Classifier();
        var graph = Folding.BatchNorm(model).Proto.Graph;
        Assert.Equal(["Conv", "Relu", "GlobalAveragePool", "Flatten", "Gemm"], graph.Node.Select(n => n.OpType));
        Assert.Equal(["norm"], graph.Node[0].Output);
        Assert.Equal(
            [.. graph.Node.SelectMany(n => n.Input).Where(i => i.Contains('_')).Order()],
            graph.Initializer.Select(i => i.Name).Order()
        );
        Assert.Contains(model.Proto.Graph.Node, n => n.OpType == "BatchNormalization");
    }

    [Fact]
    public void Folding_twice_changes_nothing_more()
    {
        var once = Folding.BatchNorm(Graphs.Classifier());
        Assert.Equal(once.ToBytes(), Folding.BatchNorm(once).ToBytes());
    }

    [Fact]
    public void A_convolution_that_others_read_is_left() =>
        Assert.Equal(
            2,
            Unfolded(
                (graph, conv, norm) =>
                {
                    graph.Output(graph.Node("Add", "sum", [graph.Node("BatchNormalization", "b", [conv, .. norm]), conv]), "y");
                }
            )
        );

    [Fact]
    public void A_convolution_that_is_an_output_is_left() =>
        Assert.Equal(
            2,
            Unfolded(
                (graph, conv, norm) =>
                {
                    graph.Output(graph.Node("BatchNormalization", "b", [conv, .. norm]), "y");
                    graph.Output(conv, "c");
                }
            )
        );

    [Fact]
    public void A_norm_that_trains_is_left() =>
        Assert.Equal(
            2,
            Unfolded(
                (graph, conv, norm) =>
                {
                    graph.Output(graph.Node("BatchNormalization", "b", [conv, .. norm], ("training_mode", 1)), "y");
                }
            )
        );

    [Fact]
    public void A_norm_behind_something_else_is_left() =>
        Assert.Equal(
            2,
            Unfolded(
                (graph, conv, norm) =>
                {
                    graph.Output(graph.Node("BatchNormalization", "b", [graph.Node("Relu", "r", [conv]), .. norm]), "y");
                }
            )
        );

    /// <summary>Convolutions and norms after folding.</summary>
    private static int Unfolded(Action<GraphBuilder, string, string[]> finish)
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", null, 2, 4, 4);
        finish(graph, graph.Node("Conv", "conv", [x, graph.Constant("w", Graphs.Numbers(6), 3, 2, 1, 1)]), Graphs.Statistics(graph, 3));
        return Folding.BatchNorm(graph.Build()).Proto.Graph.Node.Count(n => n.OpType is "Conv" or "BatchNormalization");
    }
}
