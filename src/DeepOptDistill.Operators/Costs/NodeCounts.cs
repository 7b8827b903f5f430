using DeepOptDistill.Onnx;

namespace DeepOptDistill.Operators.Costs;

/// <summary>What was counted of one node.</summary>
/// <param name="Macs">Multiply-accumulates for a run.</param>
/// <param name="Stored">Learned numbers that are its own.</param>
/// <param name="Learned">Tensors of learned numbers that it reads, which others may read too, with how many numbers each holds.</param>
/// <param name="MacsUnknown">Operators in it whose multiply-accumulates are not, or not all, in the count.</param>
/// <param name="ParametersUnknown">Operators in it that store numbers of which it is not known whether they are learned.</param>
internal sealed record NodeCounts(
    long Macs,
    long Stored,
    IReadOnlyList<(StoredNumbers Numbers, long Count)> Learned,
    IReadOnlyList<string> MacsUnknown,
    IReadOnlyList<string> ParametersUnknown
)
{
    /// <summary>Nothing.</summary>
    public static NodeCounts None { get; } = new(0, 0, [], [], []);

    /// <summary>The same work so many times, with the same numbers.</summary>
    public NodeCounts Repeated(long times) => this with { Macs = Macs * times };

    /// <summary>Both together; a tensor that both read is one of the list twice.</summary>
    public static NodeCounts operator +(NodeCounts a, NodeCounts b) =>
        new(
            a.Macs + b.Macs,
            a.Stored + b.Stored,
            [.. a.Learned, .. b.Learned],
            [.. a.MacsUnknown, .. b.MacsUnknown],
            [.. a.ParametersUnknown, .. b.ParametersUnknown]
        );
}
