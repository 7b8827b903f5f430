namespace DeepOptDistill.Core.Runs;

/// <summary>
/// A student at one step behind its training: as it was trained, or as a finisher left it. Nothing of it saw the test set.
/// </summary>
/// <param name="Step">The finisher, or <c>trained</c>.</param>
/// <param name="File">The ONNX file, relative to the run's folder.</param>
/// <param name="Hash">Hash of that file.</param>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="Macs">Multiply-accumulates for one sample; null where they could not be counted.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="LatencyMs">Median of one sample on one thread; null where it could not be measured.</param>
/// <param name="Validation">Accuracy, exact match or R² on the validation split; null without one.</param>
/// <param name="Difference">Largest difference to the answers before the step, over the largest of these; of values over their standard
/// deviation. Null for the trained network.</param>
public sealed record FinishRecord(
    string Step,
    string File,
    string Hash,
    long Parameters,
    long? Macs,
    long Bytes,
    double? LatencyMs,
    double? Validation,
    double? Difference
)
{
    /// <summary>Why the step was left out; empty where it was kept.</summary>
    public string LeftOut { get; init; } = "";
}
