using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// τ²·(β·(1 − mean Pearson correlation of the rows) + γ·(1 − that of the columns)) of the probabilities at temperature τ, N × classes: how
/// the student ranks the classes of an image, and the images of a class, whatever the scale.
/// </summary>
/// <remarks>
/// Huang et al. 2022, Knowledge Distillation from A Stronger Teacher, arXiv 2205.10536; β = γ = τ = 1 as in their code, which multiplies by
/// τ² though the paper does not. It adds 10⁻⁸ to the product of two lengths, which makes columns of small probabilities count as unlike
/// even where both sides are one. Here each side is divided by its own length. A row or column in which the teacher's probabilities are all
/// the same says nothing and counts 0.
/// </remarks>
[Kind("dist", "τ²·(β·(1 − correlation of rows) + γ·(1 − correlation of columns))", Version = 2)]
public sealed record Dist : Loss
{
    // Length of a difference from the mean that is rounding.
    private const double Least = 1e-8;

    /// <summary>τ of both sides.</summary>
    [Between(0, 1e6, LowExcluded = true)]
    public double Temperature { get; init; } = 1;

    /// <summary>β: weight of the rows, the classes of an image.</summary>
    [Between(0, double.PositiveInfinity)]
    public double Beta { get; init; } = 1;

    /// <summary>γ: weight of the columns, the images of a class.</summary>
    [Between(0, double.PositiveInfinity)]
    public double Gamma { get; init; } = 1;

    /// <inheritdoc/>
    public override double? TargetTemperature => Temperature;

    /// <inheritdoc/>
    public override Problem? Check(int classes, string where) =>
        classes > 2 || Beta == 0
            ? null
            : new Problem(
                where,
                $"'{Kind}' with rows of {classes} classes, whose correlation is 1 or −1 whatever the network says",
                "3 classes or more, or columns alone",
                "Set 'beta: 0', or take 'soft-target'."
            );

    /// <inheritdoc/>
    public override Tensor Value(LossInput input)
    {
        var (student, teacher) = (
            RelativeEntropy.LogShares(input.Logits, Temperature).exp(),
            RelativeEntropy.Exact(input.SoftTargets[Target!.Value])
        );
        var unlike = (Beta * Unlike(student, teacher, along: 1)) + (Gamma * Unlike(student, teacher, along: 0));
        return (unlike * (Temperature * Temperature)).to(input.Logits.dtype);
    }

    private static Tensor Unlike(Tensor student, Tensor teacher, long along)
    {
        var (s, t) = (Centred(student, along), Centred(teacher, along));
        var each = 1 - (nn.functional.normalize(s, dim: along, eps: Least) * nn.functional.normalize(t, dim: along, eps: Least)).sum(along);
        // A student that says nothing yet has no direction to turn from: it counts 1, without the gradient's division by 0.
        each = where(s.norm(along) > Least, each, ones_like(each));
        return where(t.norm(along) > Least, each, zeros_like(each)).mean();
    }

    private static Tensor Centred(Tensor values, long along) => values - values.mean([along], keepdim: true);
}
