namespace DeepOptDistill.Teachers;

/// <summary>How long a model takes for one sample.</summary>
/// <param name="Ms">Median in milliseconds; null where it could not be measured.</param>
/// <param name="Batch">Samples that a run answers, and that its time was divided by.</param>
/// <param name="NotMeasured">Why it could not be measured; null where it was.</param>
public sealed record Timing(double? Ms, long Batch, string? NotMeasured);
