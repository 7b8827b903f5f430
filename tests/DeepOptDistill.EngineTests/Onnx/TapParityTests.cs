using DeepOptDistill.EngineTests.Teachers;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.EngineTests.Onnx;

/// <summary>Edited graphs compute what the whole one computes.</summary>
public sealed class TapParityTests
{
    private static readonly long[] Shape = [2, 1, 28, 28];
    private readonly float[] images = BareRuntime.Numbers(2 * 28 * 28, 0.37);

    [Theory]
    [InlineData("fashion-cnn-a")]
    [InlineData("fashion-residual-b")]
    public void Looking_inside_changes_no_answer_and_a_part_computes_what_the_whole_does(string teacher)
    {
        var model = OnnxModel.Read(ShippedTeacher.File(teacher));
        var taps = Taps.All(model);
        var whole = BareRuntime.Run(Taps.Expose(model, taps), images, Shape);
        BareRuntime.AssertClose(BareRuntime.Run(model, images, Shape)[0], whole[0]);
        Assert.Equal(taps.Count + 1, whole.Count);
        for (var i = 0; i < taps.Count; i += 3)
            BareRuntime.AssertClose(whole[i + 1], BareRuntime.Run(Cut.Below(model, taps[i]), images, Shape)[0]);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(17)]
    [InlineData(21)]
    [InlineData(23)]
    public void Old_and_new_operator_sets_run_and_agree(int opset)
    {
        float[] Answer(int version) =>
            BareRuntime.Run(OnnxModel.Parse(Build(version).ToBytes(), "built"), BareRuntime.Numbers(24), 2, 3, 2, 2)[0];
        BareRuntime.AssertClose(Answer(17), Answer(opset), 1e-6);
    }

    private static OnnxModel Build(int opset)
    {
        var graph = new GraphBuilder("g", opset);
        var x = graph.Input("x", null, 3, 2, 2);
        var conv = graph.Node("Conv", "conv", [x, graph.Constant("w", BareRuntime.Numbers(6), 2, 3, 1, 1)]);
        var flat = graph.Node("Flatten", "flat", [graph.Node("Relu", "relu", [conv])]);
        graph.Output(
            graph.Node(
                "Gemm",
                "fc",
                [flat, graph.Constant("v", BareRuntime.Numbers(32), 8, 4), graph.Constant("b", BareRuntime.Numbers(4), 4)]
            ),
            "logits",
            null,
            4
        );
        return graph.Build();
    }
}
