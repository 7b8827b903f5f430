using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Hints;

/// <summary>Where a hint guides a student.</summary>
/// <param name="Layer">Place of the layer.</param>
/// <param name="Shape">Shape of what is guided, for one sample.</param>
/// <param name="IsInner">Whether it is a tensor inside the layer, and not what leaves it.</param>
public sealed record GuidedPlace(int Layer, Shape Shape, bool IsInner);
