namespace DeepOptDistill.Onnx;

/// <summary>The numbers of a row by their names, which our own files tell in their metadata: <c>carat</c>, <c>cut=Ideal</c>.</summary>
public static class FeatureNames
{
    /// <summary>Key of the metadata that names them, one a line, in the order of the input.</summary>
    public const string MetadataKey = "deepopt.features";

    /// <summary>The names; null where the file does not tell them.</summary>
    public static IReadOnlyList<string>? Of(OnnxModel model) =>
        model.Proto.MetadataProps.FirstOrDefault(entry => entry.Key == MetadataKey)?.Value.Split('\n');
}
