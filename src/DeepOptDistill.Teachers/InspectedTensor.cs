namespace DeepOptDistill.Teachers;

/// <summary>A tensor that a network computes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Op">Operator that computes it.</param>
/// <param name="ElementType">Type of its elements: <c>float</c>, <c>int64</c>.</param>
/// <param name="Shape">Its dimensions for one sample (a batch that the file fixes is left as it is); empty for a scalar or a value that is
/// no tensor.</param>
/// <param name="Parameters">Learned numbers that its node reads first.</param>
/// <param name="Macs">Multiply-accumulates of its node for one sample.</param>
/// <param name="IsTap">Whether a hint can read it: floating-point, computed from the image, one row a sample, no output yet.</param>
/// <param name="Alias">Its readable name; empty for a tensor that has none (integers, truth values, what no input reaches).</param>
/// <param name="MacsToHere">Multiply-accumulates for one sample of the truncated graph that computes it: what a hint at this tap costs the
/// teacher.</param>
public sealed record InspectedTensor(
    string Name,
    string Op,
    string ElementType,
    IReadOnlyList<long> Shape,
    long Parameters,
    long Macs,
    bool IsTap,
    string Alias,
    long MacsToHere
)
{
    /// <summary>Whether its node does more than the counted work.</summary>
    public bool IsMacsAtLeast { get; init; }

    /// <summary>Whether its node stores numbers that are not counted.</summary>
    public bool IsParametersAtLeast { get; init; }

    /// <summary>Whether the graph that computes it does more than the counted work.</summary>
    public bool IsMacsToHereAtLeast { get; init; }
}
