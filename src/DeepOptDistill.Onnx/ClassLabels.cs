using System.Globalization;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>
/// What a model itself says of its classes: our own files name them in their metadata, classical operators store a label for each of their
/// numbers.
/// </summary>
public static class ClassLabels
{
    /// <summary>Key of the metadata that names the classes, one a line, in the order of the answer's numbers.</summary>
    public const string MetadataKey = "deepopt.classes";

    /// <summary>Whether a file names its classes in its metadata.</summary>
    public static bool AreTold(OnnxModel model) => model.Proto.MetadataProps.Any(entry => entry.Key == MetadataKey);

    private static readonly string[] Keys = ["classlabels_strings", "classlabels_int64s", "classlabels_ints"];

    /// <summary>
    /// Labels of an output's numbers, in their order; whole numbers as text. Taken from the metadata, else from the <c>ZipMap</c> that
    /// makes the output, else from the one classifier below it; null where there is none.
    /// </summary>
    public static IReadOnlyList<string>? Of(OnnxModel model, string output)
    {
        if (model.Proto.MetadataProps.FirstOrDefault(entry => entry.Key == MetadataKey) is { } told)
            return told.Value.Split('\n');
        var index = new GraphIndex(model.Proto.Graph);
        if (index.Producer(output) is { OpType: ZipMaps.Op } map)
            return Of(map);
        var needed = index.Needed([output]);
        var found = model.Proto.Graph.Node.Where(n => n.Output.Any(needed.Contains)).Select(Of).OfType<IReadOnlyList<string>>().ToList();
        return found is [var only] ? only : null;
    }

    /// <summary>Labels that a node stores.</summary>
    internal static IReadOnlyList<string>? Of(NodeProto node) =>
        Keys.Select(key => Attributes.Find(node, key)).Select(Texts).FirstOrDefault(labels => labels.Count > 0);

    private static IReadOnlyList<string> Texts(AttributeProto? attribute) =>
        attribute is null
            ? []
            : [.. attribute.Strings.Select(s => s.ToStringUtf8()), .. attribute.Ints.Select(i => i.ToString(CultureInfo.InvariantCulture))];
}
