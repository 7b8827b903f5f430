using DeepOptDistill.Onnx;

namespace DeepOptDistill.ManagedTests.Onnx;

/// <summary>Small graphs with every feature that the edits care about.</summary>
internal static class Graphs
{
    /// <summary>x 3×8×8 → Conv 4 → BatchNormalization → Relu → GlobalAveragePool → Flatten → Gemm 5 → logits.</summary>
    public static OnnxModel Classifier(int opset = 17)
    {
        var graph = new GraphBuilder("classifier", opset);
        var x = graph.Input("x", null, 3, 8, 8);
        var weight = graph.Constant("conv_w", Numbers(4 * 3 * 3 * 3), 4, 3, 3, 3);
        var conv = graph.Node("Conv", "conv", [x, weight], ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 }));
        var norm = graph.Node("BatchNormalization", "norm", [conv, .. Statistics(graph, 4)], ("epsilon", 1e-3));
        var relu = graph.Node("Relu", "relu", [norm]);
        var flat = graph.Node("Flatten", "flat", [graph.Node("GlobalAveragePool", "pool", [relu])]);
        var fc = graph.Node(
            "Gemm",
            "fc",
            [flat, graph.Constant("fc_w", Numbers(20), 5, 4), graph.Constant("fc_b", Numbers(5), 5)],
            ("transB", 1)
        );
        graph.Output(fc, "logits", null, 5);
        graph.Metadata("student", "tiny");
        return graph.Build();
    }

    /// <summary>Scale, shift, mean and a positive variance.</summary>
    public static string[] Statistics(GraphBuilder graph, int channels, string prefix = "norm") =>
        [
            graph.Constant(prefix + "_scale", Numbers(channels, 3), channels),
            graph.Constant(prefix + "_shift", Numbers(channels, 5), channels),
            graph.Constant(prefix + "_mean", Numbers(channels, 7), channels),
            graph.Constant(prefix + "_variance", [.. Numbers(channels, 11).Select(v => v * v + 0.1f)], channels),
        ];

    /// <summary>Fixed numbers in (−1, 1), none of them zero.</summary>
    public static float[] Numbers(int count, int step = 1) => [.. Enumerable.Range(1, count).Select(i => MathF.Sin(1.7f * step * i))];
}
