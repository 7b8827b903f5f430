using DeepOptDistill.Data.Labels;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.Students.Export;

/// <summary>Fitted preprocessing as ONNX nodes over vectors (batch × numbers).</summary>
internal static class FittedStepExport
{
    /// <summary>Adds a step to the graph and gives the name of its output.</summary>
    public static string Export(this FittedStep step, string input, string name, GraphBuilder graph) =>
        step switch
        {
            AffineStep affine => graph.Node(
                "Mul",
                name,
                [Centre(affine.Shift, input, name, graph), graph.Constant($"{name}.scale", affine.Scale, 1, affine.Scale.Length)]
            ),
            MatrixStep matrix => graph.Node(
                "MatMul",
                name,
                [
                    Centre(matrix.Mean, input, name, graph),
                    graph.Constant($"{name}.matrix", matrix.Matrix, matrix.Mean.Length, matrix.Columns),
                ]
            ),
            ContrastStep contrast => Contrast(contrast, input, name, graph),
            _ => throw new NotSupportedException($"found {step.GetType().Name}; expected a step that has an ONNX form."),
        };

    /// <summary>A step of one shift and one scale for each channel, over maps (batch × channels × height × width).</summary>
    public static string ExportMaps(this AffineStep step, string input, string name, GraphBuilder graph)
    {
        long[] each = [1, step.Shift.Length, 1, 1];
        var centred = graph.Node("Sub", $"{name}.centred", [input, graph.Constant($"{name}.mean", step.Shift, each)]);
        return graph.Node("Mul", name, [centred, graph.Constant($"{name}.scale", step.Scale, each)]);
    }

    private static string Centre(float[] mean, string input, string name, GraphBuilder graph) =>
        graph.Node("Sub", $"{name}.centred", [input, graph.Constant($"{name}.mean", mean, 1, mean.Length)]);

    private static string Contrast(ContrastStep step, string input, string name, GraphBuilder graph)
    {
        string Number(string what, double value) => graph.Constant($"{name}.{what}", [(float)value], 1, 1);
        string Mean(string what, string of) =>
            graph.Node("ReduceMean", $"{name}.{what}", [of], ("axes", new long[] { 1 }), ("keepdims", 1L));
        var centred = step.Centred ? graph.Node("Sub", $"{name}.centred", [input, Mean("mean", input)]) : input;
        var squares = graph.Node(
            "Mul",
            $"{name}.sum",
            [Mean("square", graph.Node("Mul", $"{name}.squared", [centred, centred])), Number("count", step.Size * step.Factor)]
        );
        var root = graph.Node("Sqrt", $"{name}.root", [graph.Node("Add", $"{name}.biased", [squares, Number("bias", step.Bias)])]);
        var divisor = graph.Node("Div", $"{name}.norm", [root, Number("scale", step.Scale)]);
        var flat = graph.Node("Less", $"{name}.flat", [divisor, Number("least", ContrastStep.Least)]);
        var guarded = graph.Node("Where", $"{name}.divisor", [flat, Number("one", 1), divisor]);
        return graph.Node("Div", name, [centred, guarded]);
    }
}
