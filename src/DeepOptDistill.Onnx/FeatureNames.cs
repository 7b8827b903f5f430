namespace DeepOptDistill.Onnx;

/// <summary>The numbers of a row by their names, which our own files tell in their metadata: <c>carat</c>, <c>cut=Ideal</c>.</summary>
public static class FeatureNames
{
    /// <summary>Key of the metadata that names them, one a line, in the order of the input.</summary>
    public const string MetadataKey = "deepopt.features";

    /// <summary>Key of the metadata that says what stood for gaps in training, a column a line: <c>carat=0.7</c>.</summary>
    public const string GapsKey = "deepopt.gaps";

    /// <summary>What stood for gaps in training, as <c>carat=0.7</c>; null where the file does not tell it.</summary>
    public static IReadOnlyList<string>? GapsOf(OnnxModel model) =>
        model.Proto.MetadataProps.FirstOrDefault(entry => entry.Key == GapsKey)?.Value.Split('\n');

    /// <summary>The names; null where the file does not tell them.</summary>
    public static IReadOnlyList<string>? Of(OnnxModel model) =>
        model.Proto.MetadataProps.FirstOrDefault(entry => entry.Key == MetadataKey)?.Value.Split('\n');
}
