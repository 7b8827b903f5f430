using DeepOptDistill.Onnx;

namespace DeepOptDistill.Students.Export;

/// <summary>What a file says of its input and answer in its metadata, so that it is understood without what stood beside it.</summary>
public sealed record FileNotes
{
    /// <summary>Key of the metadata that says how the input takes samples.</summary>
    public const string InputKey = "deepopt.input";

    /// <summary>Names of a row's numbers: <c>deepopt.features</c>, one a line.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Names of the classes or labels, likewise: <c>deepopt.classes</c>. A data set of another order is then answered in its
    /// own.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>What stood for gaps, likewise: <c>deepopt.gaps</c>. Whoever asks the file fills them so.</summary>
    public IReadOnlyList<string> Gaps { get; init; } = [];

    /// <summary>How the input takes images: <c>deepopt.input</c>, as the same line of a <c>teacher.yaml</c>; empty for rows.</summary>
    public string Input { get; init; } = "";

    /// <summary>What is said, by key.</summary>
    internal IEnumerable<(string Key, string Value)> Entries =>
        new[]
        {
            (FeatureNames.MetadataKey, string.Join('\n', Names)),
            (FeatureNames.GapsKey, string.Join('\n', Gaps)),
            (ClassLabels.MetadataKey, string.Join('\n', Classes)),
            (InputKey, Input),
        }.Where(entry => entry.Item2.Length > 0);
}
