using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// mean over batch and positions of (Q_s − Q_t)², with Q = vec(Σ_channels |F|^p) of length 1 for each sample: where a network looks,
/// whatever its number of channels. Maps of unequal size are compared at the smaller one.
/// </summary>
/// <remarks>
/// Zagoruyko and Komodakis 2017, arXiv 1612.03928. The paper writes β/2·‖Q_s − Q_t‖₂; its code takes the mean square, and so does this
/// term, as the weights that are in use (β = 1000) belong to that form, and as the norm has no gradient where both agree.
/// </remarks>
[Kind("attention-transfer", "mean (Q_s − Q_t)², Q = Σ_channels |F|^p of length 1")]
public sealed record AttentionTransfer : MapLoss
{
    /// <summary>p: the higher, the more the strongest channel of a position decides.</summary>
    [Between(1, 8)]
    public double Power { get; init; } = 2;

    /// <inheritdoc/>
    internal override Tensor Compare(IReadOnlyList<(Tensor Student, Tensor Teacher)> features)
    {
        var (student, teacher) = AtOneSize(features[0].Student, features[0].Teacher);
        return (Attention(student) - Attention(teacher)).square().mean();
    }

    // The mean over channels is the sum's direction, with smaller numbers.
    private Tensor Attention(Tensor maps) => nn.functional.normalize(maps.abs().pow(Power).mean([1]).flatten(1), dim: 1);
}
