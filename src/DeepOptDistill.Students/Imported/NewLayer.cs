namespace DeepOptDistill.Students.Imported;

/// <summary>A last layer for other classes.</summary>
/// <param name="Classes">Classes that it tells apart.</param>
/// <param name="Behind"> Tensor behind which it stands, by name or alias; what the network computes beyond is left out. Null for the place
/// of its last weighted layer, or behind its answer where none gives that.
/// </param>
public sealed record NewLayer(int Classes, string? Behind = null);
