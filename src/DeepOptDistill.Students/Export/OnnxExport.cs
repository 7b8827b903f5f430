using DeepOptDistill.Onnx;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Export;

/// <summary>A network as an ONNX file.</summary>
/// <param name="Model">The graph: input <c>image</c> (batch × C × H × W, pixel / 255), output <c>logits</c> (batch × classes).</param>
/// <param name="Shapes">Shape of every layer's output for one sample.</param>
public sealed record OnnxExport(OnnxModel Model, IReadOnlyDictionary<string, long[]> Shapes)
{
    /// <summary>Name of the input tensor.</summary>
    public const string InputName = "image";

    /// <summary>Name of the output tensor.</summary>
    public const string OutputName = "logits";

    /// <summary>
    /// Writes the network in inference form: standardization first, layers under their own names, batch norm folded into the layer before it.
    /// The same weights give the same bytes.
    /// </summary>
    public static OnnxExport Of(Network network)
    {
        var input = network.Spec.Input;
        var graph = new GraphBuilder(network.Spec.Name);
        var context = new ExportContext(graph, []);
        graph.Input(InputName, null, input.Shape[0], input.Shape[1], input.Shape[2]);
        var logits = network.Export(Standardize(graph, input, context.Shapes), context);
        graph.Output(logits, OutputName, null, network.Classes);
        context.Shapes[OutputName] = [1, network.Classes];
        graph.Metadata("deepopt.student", network.Spec.Name);
        return new OnnxExport(Folding.BatchNorm(graph.Build()), context.Shapes);
    }

    private static string Standardize(GraphBuilder graph, InputSpec input, Dictionary<string, long[]> shapes)
    {
        long[] shape = [1, .. input.Shape.Select(s => (long)s)];
        shapes[InputName] = shape;
        var channels = Enumerable.Range(0, input.Shape[0]).ToList();
        if (channels.All(c => input.MeanOf(c) == 0 && input.DeviationOf(c) == 1)) return InputName;
        var mean = graph.Constant("input.mean", [.. channels.Select(c => (float)input.MeanOf(c))], 1, channels.Count, 1, 1);
        var deviation = graph.Constant("input.deviation", [.. channels.Select(c => (float)input.DeviationOf(c))], 1, channels.Count, 1, 1);
        var centred = graph.Node("Sub", "input.centred", [InputName, mean]);
        return graph.Node("Div", "input.standardized", [centred, deviation]);
    }
}
