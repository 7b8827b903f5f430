using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Export;

/// <summary>A network as an ONNX file.</summary>
/// <param name="Model">The graph: input <c>image</c> (batch × C × H × W, pixel / 255) or <c>features</c> (batch × numbers), output
/// <c>logits</c> (batch × classes or labels) or <c>values</c>.</param>
/// <param name="Shapes">Shape of every layer's output for one sample.</param>
public sealed record OnnxExport(OnnxModel Model, IReadOnlyDictionary<string, long[]> Shapes)
{
    /// <summary>Name of the input tensor that takes images.</summary>
    public const string InputName = "image";

    /// <summary>Name of the input tensor that takes rows.</summary>
    public const string RowName = "features";

    /// <summary>First parts of the names of what stands before the first layer and behind the last.</summary>
    private static readonly string[] Forms = ["input", "output"];

    /// <summary>Name of the output tensor.</summary>
    public const string OutputName = "logits";

    /// <summary>Name of the output tensor of a regression.</summary>
    public const string ValuesName = "values";

    /// <summary>
    /// Writes the network in inference form: standardization first, layers under their own names, batch norm folded into the layer before
    /// it. The same weights give the same bytes.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="notes">What the file says of its input and answer; null for nothing.</param>
    public static OnnxExport Of(Network network, FileNotes? notes = null)
    {
        notes ??= new();
        if (network.Spec.Source is { } file)
            return new(Told(file.With(network), notes), file.Shapes);
        var input = network.Spec.Input;
        var graph = new GraphBuilder(network.Spec.Name);
        var source = input.Sample.IsRow ? RowName : InputName;
        var output = network.HasValues ? ValuesName : OutputName;
        var isLast = !network.HasValues && network.Layers[^1].Name == output;
        var shapes = new Dictionary<string, long[]>();
        IReadOnlyList<string> reserved = isLast ? [source, .. Forms] : [source, output, .. Forms];
        graph.Input(source, [null, .. Sizes(input).Select(size => (long?)size)]);
        var logits = network.Write(Standardize(graph, input, source, shapes), graph, shapes, reserved);
        graph.Output(logits, output, null, network.Classes);
        if (network.AnswersDouble)
            graph.AsDouble(output);
        shapes[output] = [1, network.Classes];
        graph.Metadata(ModelCost.StudentKey, network.Spec.Name);
        foreach (var (key, value) in notes.Entries)
            graph.Metadata(key, value);
        return new OnnxExport(Folding.BatchNorm(graph.Build()), shapes);
    }

    /// <summary>A file of somebody else's with our metadata beside its own.</summary>
    private static OnnxModel Told(OnnxModel file, FileNotes notes)
    {
        var proto = file.Proto.Clone();
        foreach (var (key, value) in notes.Entries)
        {
            foreach (var before in proto.MetadataProps.Where(entry => entry.Key == key).ToList())
                proto.MetadataProps.Remove(before);
            proto.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }
        return new OnnxModel(proto);
    }

    private static string Standardize(GraphBuilder graph, InputSpec input, string source, Dictionary<string, long[]> shapes)
    {
        long[] shape = [1, .. Sizes(input)];
        shapes[source] = shape;
        var channels = Enumerable.Range(0, input.Shape[0]).ToList();
        if (channels.Any(c => input.OriginOf(c) != 0))
            return FromDouble(graph, input, source, shapes);
        if (channels.All(c => input.MeanOf(c) == 0 && input.DeviationOf(c) == 1))
            return source;
        long[] each = [1, channels.Count, .. shape.Skip(2).Select(_ => 1L)];
        var mean = graph.Constant("input.mean", [.. channels.Select(c => (float)input.MeanOf(c))], each);
        var deviation = graph.Constant("input.deviation", [.. channels.Select(c => (float)input.DeviationOf(c))], each);
        var centred = graph.Node("Sub", "input.centred", [source, mean]);
        var standardized = graph.Node("Div", "input.standardized", [centred, deviation]);
        shapes[standardized] = shape;
        return standardized;
    }

    /// <summary>Rows in float64, centred there: float32 would not tell their numbers apart.</summary>
    private static string FromDouble(GraphBuilder graph, InputSpec input, string source, Dictionary<string, long[]> shapes)
    {
        graph.AsDouble(source);
        var channels = Enumerable.Range(0, input.Shape[0]).ToList();
        long[] each = [1, channels.Count, .. shapes[source].Skip(2).Select(_ => 1L)];
        var centre = graph.Constant("input.mean", [.. channels.Select(c => input.MeanOf(c) + input.OriginOf(c))], each);
        var deviation = graph.Constant("input.deviation", [.. channels.Select(input.DeviationOf)], each);
        var scaled = graph.Node("Div", "input.scaled", [graph.Node("Sub", "input.centred", [source, centre]), deviation]);
        var standardized = graph.Node("Cast", "input.standardized", [scaled], ("to", (int)TensorProto.Types.DataType.Float));
        foreach (var name in new[] { "input.centred", scaled, standardized })
            shapes[name] = shapes[source];
        return standardized;
    }

    private static IEnumerable<long> Sizes(InputSpec input) =>
        input.Sample.IsRow ? [input.Sample.Size] : input.Shape.Select(size => (long)size);
}
