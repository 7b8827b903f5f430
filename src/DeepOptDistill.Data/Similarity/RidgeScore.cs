namespace DeepOptDistill.Data.Similarity;

/// <summary>How much of one set of features a ridge regression from another explains.</summary>
/// <param name="RSquared">1 − Σ‖y − ŷ‖² / Σ‖y − ȳ‖² over held-out samples and all features together; below 0 where the mean would be
/// nearer, 0 where they are constant.</param>
/// <param name="Penalty">The λ that was chosen.</param>
public sealed record RidgeScore(double RSquared, double Penalty);
