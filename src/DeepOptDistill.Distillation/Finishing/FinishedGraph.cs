using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.Distillation.Finishing;

/// <summary>A network behind its training.</summary>
/// <param name="Model">Its graph.</param>
/// <param name="Answer">The output that holds its answers.</param>
/// <param name="Validation">The validation split; it may be empty.</param>
/// <param name="Answers">What the graph says of it: samples × classes, labels or values.</param>
internal sealed record FinishedGraph(OnnxModel Model, string Answer, SampleSet Validation, float[] Answers)
{
    /// <summary>Classes that the transfer set lacks, or has alone.</summary>
    public IReadOnlyList<int> Shifted { get; init; } = [];

    /// <summary>The networks of all seeds, this one among them.</summary>
    public IReadOnlyList<OnnxModel> Seeds { get; init; } = [];

    /// <summary>The shift of its last biases; null where none was looked for.</summary>
    public BiasShift? Correction { get; init; }
}
