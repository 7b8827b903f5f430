namespace DeepOptDistill.Operators.Costs;

/// <summary>What one node costs.</summary>
/// <param name="Name">Name of the node; may be empty.</param>
/// <param name="Op">Its operator.</param>
/// <param name="Output">The first tensor that it computes.</param>
/// <param name="Parameters">Learned numbers that it reads and that no earlier node read.</param>
/// <param name="Macs">Multiply-accumulates for one run.</param>
public sealed record NodeCost(string Name, string Op, string Output, long Parameters, long Macs)
{
    /// <summary>Whether there are more multiply-accumulates, which are not counted.</summary>
    public bool HasUnknownMacs { get; init; }

    /// <summary>Whether there are stored numbers of which it is not known whether they are learned.</summary>
    public bool HasUnknownParameters { get; init; }
}
