namespace DeepOptDistill.Reporting.Charts;

/// <summary>Points in the plane of a cost and of latency.</summary>
/// <param name="X">What runs to the right.</param>
/// <param name="IsLogarithmic">Whether both axes are logarithmic.</param>
/// <param name="Ceiling">Highest latency that is allowed, drawn as a line where it is in the picture; null for none.</param>
/// <param name="Front">Points that a line goes through; none for no line.</param>
/// <param name="Dots">The points.</param>
internal sealed record Cloud(
    string X,
    bool IsLogarithmic,
    double? Ceiling,
    IReadOnlyList<(double X, double Y)> Front,
    IReadOnlyList<Dot> Dots
);

/// <summary>A point.</summary>
/// <param name="Name">Its name; empty for none.</param>
/// <param name="X">How far to the right.</param>
/// <param name="Y">Latency in milliseconds.</param>
/// <param name="Paint">Its colour.</param>
/// <param name="IsStrong">Whether it is large, with a bold name.</param>
internal sealed record Dot(string Name, double X, double Y, Paint Paint, bool IsStrong);
