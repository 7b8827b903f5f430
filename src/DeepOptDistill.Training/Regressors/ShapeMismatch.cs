namespace DeepOptDistill.Training.Regressors;

/// <summary>Why two tensors cannot be compared.</summary>
/// <param name="Found">The shapes.</param>
/// <param name="Expected">What would fit.</param>
/// <param name="Remedy">What to do.</param>
public sealed record ShapeMismatch(string Found, string Expected, string Remedy);
