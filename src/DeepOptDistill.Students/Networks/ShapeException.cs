namespace DeepOptDistill.Students.Networks;

/// <summary>A block cannot take the shape that reaches it. The caller knows the place and turns it into a problem.</summary>
internal sealed class ShapeException(string found, string expected, string remedy) : Exception(found)
{
    public string Found { get; } = found;

    public string Expected { get; } = expected;

    public string Remedy { get; } = remedy;
}
