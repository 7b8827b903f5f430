using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// T²·KL(softmax(ṽ / T) ‖ softmax(z̃ / T)), summed over classes and averaged over the batch, with the ensemble's mean logits v and
/// the
/// student's z each shifted and scaled image by image: z̃ = (z − mean z) / (deviation of z + 10⁻⁷). The student keeps the
/// teacher's order
/// of classes and is free in the size of its logits.
/// </summary>
/// <remarks>
/// Sun et al. 2024, Logit Standardization in Knowledge Distillation, arXiv 2403.01427. The deviation is divided by classes − 1, as in
/// their
/// code; they weigh the term 9, beside 0.1 for hard labels. The logits are the mean over teachers, whatever the ensemble's rule. Where
/// all
/// logits of an image are one, as behind a last layer of zeros, the gradient is 10⁷ times too large: give that layer initial weights.
/// </remarks>
[Kind("logit-standardization", "T²·KL of logits with mean 0 and deviation 1 in each sample", Version = 2)]
public sealed record LogitStandardization : Loss
{
    private const double Least = 1e-7;

    /// <summary>T of both sides, in units of the logits' deviation.</summary>
    [Between(0, 1e6, LowExcluded = true)]
    public double Temperature { get; init; } = 2;

    /// <inheritdoc/>
    public override bool NeedsTeacherLogits => true;

    /// <inheritdoc/>
    public override Problem? Check(int classes, string where) =>
        classes > 2
            ? null
            : new Problem(
                where,
                $"'{Kind}' for {classes} classes, whose logits with mean 0 and deviation 1 are the same whatever the network says",
                "3 classes or more",
                "Take 'soft-target'."
            );

    /// <inheritdoc/>
    public override Tensor Value(LossInput input)
    {
        var (student, teacher) = (LogShares(input.Logits), LogShares(input.TeacherLogits!));
        return (RelativeEntropy.Of(teacher.exp(), student) * (Temperature * Temperature / input.Logits.shape[0])).to(input.Logits.dtype);
    }

    private Tensor LogShares(Tensor logits) =>
        RelativeEntropy.LogShares(
            (logits - logits.mean([1], keepdim: true)) / (logits.std(1, unbiased: true, keepdim: true) + Least),
            Temperature
        );
}
