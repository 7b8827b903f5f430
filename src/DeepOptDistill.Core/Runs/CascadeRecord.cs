namespace DeepOptDistill.Core.Runs;

/// <summary>What it would bring to ask the student first and the ensemble only where the student is not sure.</summary>
/// <param name="Seed">Seed of the student that was looked at.</param>
/// <param name="Chosen">The threshold at which, on the validation split, nothing is lost against the ensemble; measured on the test set.
/// Null without a validation split.</param>
/// <param name="Points">From the student alone to the ensemble alone, on the test set.</param>
public sealed record CascadeRecord(long Seed, CascadePoint? Chosen, IReadOnlyList<CascadePoint> Points);

/// <summary>A cascade with one threshold.</summary>
/// <param name="Threshold">Least confidence at which the student answers; above 1 where it never does.</param>
/// <param name="Kept">Share of samples that it answers.</param>
/// <param name="Accuracy">Share of all samples answered correctly.</param>
/// <param name="Macs">Multiply-accumulates for a sample on average: the student's always, the ensemble's where it is asked; null where
/// either is not known.</param>
/// <param name="LatencyMs">Time for a sample on average, one thread; null where either is not known.</param>
public sealed record CascadePoint(double Threshold, double Kept, double Accuracy, double? Macs, double? LatencyMs);
