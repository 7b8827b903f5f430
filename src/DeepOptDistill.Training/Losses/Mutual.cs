using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// T²·KL(softmax(v / T) ‖ softmax(z / T)) between each peer's logits v and the student's own z, summed over classes, averaged over the
/// batch and over the peers: what networks learn from each other while all of them learn. No gradient goes to the peers, which have terms
/// of their own.
/// </summary>
/// <remarks>
/// Zhang et al. 2018, Deep Mutual Learning, arXiv 1706.00384, equations 5 and 7, with T = 1. Their Algorithm 1 lets one network move after
/// the other; here all answer before any of them moves, so that their order has no say and each is run once a step.
/// </remarks>
[Kind("mutual", "T²·KL(peer ‖ own), mean over the peers that learn at the same time", Version = 2)]
public sealed record Mutual : Loss
{
    /// <summary>T; the paper has 1.</summary>
    [Between(0, 1e6, LowExcluded = true)]
    public double Temperature { get; init; } = 1;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are no peers.</exception>
    public override Tensor Value(LossInput input)
    {
        if (input.Peers.Count == 0)
            throw new ArgumentException("found no peers; expected logits of at least one.", nameof(input));
        var own = RelativeEntropy.LogShares(input.Logits, Temperature);
        var divergence = zeros(1, own.dtype).sum();
        foreach (var logits in input.Peers)
            divergence = divergence + RelativeEntropy.Of(RelativeEntropy.LogShares(logits, Temperature).exp(), own);
        return (divergence * (Temperature * Temperature / (input.Logits.shape[0] * input.Peers.Count))).to(input.Logits.dtype);
    }
}
