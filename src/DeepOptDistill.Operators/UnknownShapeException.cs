namespace DeepOptDistill.Operators;

/// <summary>A tensor of a body whose shape neither stands in the file nor was inferred: the work with it is not known.</summary>
/// <param name="tensor">Its name.</param>
internal sealed class UnknownShapeException(string tensor)
    : ArgumentException($"found no shape of tensor '{tensor}'; expected one for every computed tensor.");
