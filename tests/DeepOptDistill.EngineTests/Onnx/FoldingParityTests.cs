using CsCheck;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.EngineTests.Onnx;

/// <summary>A folded network answers as the unfolded one.</summary>
public sealed class FoldingParityTests
{
    [Fact]
    public void Convolutions() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Bool, Gen.Double[0.5, 3])
            .Sample(
                (groups, width, kernel, bias, step) =>
                {
                    var channels = 2 * groups;
                    var graph = new GraphBuilder("conv");
                    List<string> inputs =
                    [
                        graph.Input("x", null, channels, 6, 6),
                        graph.Constant(
                            "w",
                            BareRuntime.Numbers(groups * width * 2 * kernel * kernel, step),
                            groups * width,
                            2,
                            kernel,
                            kernel
                        ),
                    ];
                    if (bias)
                        inputs.Add(graph.Constant("b", BareRuntime.Numbers(groups * width, step / 2), groups * width));
                    var conv = graph.Node("Conv", "conv", inputs, ("group", groups));
                    graph.Output(Norm(graph, conv, groups * width, step), "y");
                    AssertFolds(graph.Build(), 2, channels, 6, 6);
                },
                iter: 40,
                seed: "0000KOa3ZrA3"
            );

    [Fact]
    public void Linear_layers() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5], Gen.Bool, Gen.Int[0, 3], Gen.Double[0.5, 3])
            .Sample(
                (from, to, transposed, bias, step) =>
                {
                    var graph = new GraphBuilder("gemm");
                    long[] weightShape = transposed ? [to, from] : [from, to];
                    List<string> inputs =
                    [
                        graph.Input("x", null, from),
                        graph.Constant("w", BareRuntime.Numbers(from * to, step), weightShape),
                    ];
                    if (bias > 0)
                        inputs.Add(
                            graph.Constant(
                                "b",
                                BareRuntime.Numbers(bias == 1 ? 1 : to, step),
                                bias switch
                                {
                                    1 => [1],
                                    2 => [to],
                                    _ => [1, to],
                                }
                            )
                        );
                    var gemm = graph.Node("Gemm", "gemm", inputs, ("transB", transposed ? 1 : 0), ("alpha", 0.7), ("beta", 1.3));
                    graph.Output(Norm(graph, gemm, to, step), "y");
                    AssertFolds(graph.Build(), 3, from);
                },
                iter: 40,
                seed: "0000KOa3ZrA3"
            );

    private static string Norm(GraphBuilder graph, string input, int channels, double step) =>
        graph.Node(
            "BatchNormalization",
            "norm",
            [
                input,
                graph.Constant("scale", BareRuntime.Numbers(channels, step + 1), channels),
                graph.Constant("shift", BareRuntime.Numbers(channels, step + 2), channels),
                graph.Constant("mean", BareRuntime.Numbers(channels, step + 3), channels),
                graph.Constant("variance", [.. BareRuntime.Numbers(channels, step + 4).Select(v => v * v + 0.05f)], channels),
            ],
            ("epsilon", 1e-3)
        );

    private static void AssertFolds(OnnxModel model, params long[] shape)
    {
        var folded = Folding.BatchNorm(model);
        Assert.DoesNotContain(folded.Proto.Graph.Node, n => n.OpType == "BatchNormalization");
        var input = BareRuntime.Numbers((int)shape.Aggregate(1L, (a, b) => a * b), 0.9);
        BareRuntime.AssertClose(BareRuntime.Run(model, input, shape)[0], BareRuntime.Run(folded, input, shape)[0]);
    }
}
