using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Core.Plans;

/// <summary>
/// Students of one cost and of many depths for a teacher, and the one that is proposed. What the plan's page is made from.
/// </summary>
public sealed record StudentPlan
{
    /// <summary>Format of the record; keys are added, never renamed.</summary>
    public string Schema { get; init; } = "deepopt.plan/1";

    /// <summary>What the students are held against.</summary>
    public required PlannedModel Teacher { get; init; }

    /// <summary>Shape of an image: channels, height and width.</summary>
    public required IReadOnlyList<int> Images { get; init; }

    /// <summary>Classes.</summary>
    public required int Classes { get; init; }

    /// <summary>What a student may cost, as it was asked for.</summary>
    public required Budget Budget { get; init; }

    /// <summary>The widest student of each depth that the budget allows, from the shallowest to the deepest.</summary>
    public required IReadOnlyList<PlannedStudent> Candidates { get; init; }

    /// <summary>Depths at which the narrowest student already costs too much.</summary>
    public required IReadOnlyList<int> DepthsBeyond { get; init; }

    /// <summary>Depth of the proposed student.</summary>
    public required int Chosen { get; init; }

    /// <summary>Why it is that one, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The machine that latency was measured on.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Version of the tool with its commit.</summary>
    public required string Tool { get; init; }

    /// <summary>The proposed student.</summary>
    /// <returns>One of <see cref="Candidates"/>.</returns>
    public PlannedStudent Proposed() => Candidates.Single(candidate => candidate.Depth == Chosen);
}

/// <summary>What a network costs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="Macs">Multiply-accumulates for one image.</param>
/// <param name="LatencyMs">Median time of one image on one thread in ONNX Runtime, in milliseconds.</param>
public sealed record PlannedModel(string Name, long Parameters, long Macs, double LatencyMs)
{
    /// <summary>Operators whose work is not in <see cref="Macs"/>, by name: where there are any, it is at least that.</summary>
    public IReadOnlyList<string> MacsUnknown { get; init; } = [];

    /// <summary>
    /// Operators whose stored numbers are not in <see cref="Parameters"/>, by name: where there are any, there are at least that many.
    /// </summary>
    public IReadOnlyList<string> ParametersUnknown { get; init; } = [];
}
