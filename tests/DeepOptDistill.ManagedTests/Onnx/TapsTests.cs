using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.ManagedTests.Onnx;

public sealed class TapsTests
{
    [Fact]
    public void All_lists_inner_tensors_in_order_without_the_outputs() =>
        Assert.Equal(["conv", "norm", "relu", "pool", "flat"], Taps.All(Graphs.Classifier()));

    [Fact]
    public void All_finds_every_inner_tensor_of_a_real_network()
    {
        var model = OnnxModel.Read(ShippedModel.Path("fashion-cnn-a"));
        Assert.Equal(model.Proto.Graph.Node.SelectMany(n => n.Output).Where(o => o != "logits"), Taps.All(model));
    }

    [Fact]
    public void All_leaves_out_integers_truth_values_shapes_and_what_no_input_reaches()
    {
        var graph = new GraphBuilder("g");
        var x = graph.Input("x", null, 4);
        var shape = graph.Node("Shape", "shape", [x]);
        graph.Node("Cast", "shape_as_float", [shape], ("to", 1));
        graph.Node("Gather", "first_length", [shape, graph.Constant("zero", [0L])]);
        graph.Node("Greater", "positive", [x, graph.Constant("limit", [0f])]);
        graph.Node("Cast", "positive_as_float", ["positive"], ("to", 1));
        graph.Node("Where", "kept", ["positive", x, "limit"]);
        graph.Node("Neg", "constant_negated", ["limit"]);
        graph.Output(graph.Node("Relu", "relu", ["kept"]), "y", null, 4);
        Assert.Equal(["positive_as_float", "kept"], Taps.All(graph.Build()));
    }

    [Fact]
    public void Exposed_tensors_become_outputs_behind_those_that_exist()
    {
        var model = Graphs.Classifier();
        Assert.Equal(["logits", "relu", "conv"], Taps.Expose(model, ["relu", "logits", "conv", "relu"]).Outputs.Select(o => o.Name));
        Assert.Equal(["logits"], model.Outputs.Select(o => o.Name));
    }

    [Fact]
    public void Every_name_that_does_not_exist_is_a_problem_with_the_nearest_one()
    {
        var problems = Assert.Throws<InputException>(() => Taps.Expose(Graphs.Classifier(), ["rellu", "conv", "conv_w"])).Problems;
        Assert.Equal(["tensor 'rellu'", "tensor 'conv_w'"], problems.Select(p => p.Where));
        Assert.Equal("Did you mean 'relu'?", problems[0].Remedy);
    }

    [Fact]
    public void Cut_keeps_what_the_tensor_needs_and_nothing_else()
    {
        var graph = Cut.Below(Graphs.Classifier(), "relu").Proto.Graph;
        Assert.Equal(["conv", "norm", "relu"], graph.Node.Select(n => n.Name));
        Assert.Equal(["conv_w", "norm_scale", "norm_shift", "norm_mean", "norm_variance"], graph.Initializer.Select(i => i.Name));
        Assert.Equal(["relu"], graph.Output.Select(o => o.Name));
    }

    [Fact]
    public void Cut_at_the_only_output_is_the_whole_graph()
    {
        var model = OnnxModel.Read(ShippedModel.Path("fashion-residual-b"));
        Assert.Equal(model.Proto, Cut.Below(model, "probabilities").Proto);
    }

    [Fact]
    public void Cut_at_a_misspelt_tensor_names_the_nearest() =>
        Assert.Contains(
            "Did you mean 'relu'?",
            Assert.Throws<InputException>(() => Cut.Below(Graphs.Classifier(), "relo")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Cut_at_several_tensors_answers_exactly_those_in_that_order()
    {
        var graph = Cut.Below(Graphs.Classifier(), ["pool", "conv"]).Proto.Graph;
        Assert.Equal(["pool", "conv"], graph.Output.Select(o => o.Name));
        Assert.Equal(["conv", "norm", "relu", "pool"], graph.Node.Select(n => n.Name));
    }

    [Fact]
    public void Cut_at_an_inner_tensor_and_the_output_keeps_the_whole_graph() =>
        Assert.Equal(["logits", "relu"], Cut.Below(Graphs.Classifier(), ["logits", "relu"]).Outputs.Select(o => o.Name));
}
