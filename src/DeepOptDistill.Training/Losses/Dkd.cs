using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// T²·(α·TCKD + β·NCKD), averaged over the images that have a label. With the ensemble's probabilities p and the student's q at
/// temperature
/// T, and t the label: TCKD = KL of (p_t, 1 − p_t) to (q_t, 1 − q_t), and NCKD = KL of p to q over the other classes alone, each
/// scaled to
/// sum to 1.
/// </summary>
/// <remarks>
/// Zhao et al. 2022, Decoupled Knowledge Distillation, arXiv 2203.08679. KL(p ‖ q) = TCKD + (1 − p_t)·NCKD: where the teacher is
/// sure, soft
/// targets hardly weigh what it says of the other classes, and β does. Their code raises the term's weight over the first 20 epochs: a
/// weight schedule of <c>warm-up</c> does that. Sums over the other classes are taken as they are, as 1 − p_t would cancel.
/// </remarks>
[Kind("dkd", "T²·(α·KL of label against rest + β·KL among the rest)", Version = 2)]
public sealed record Dkd : Loss
{
    // Below any sum that float32 can hold to full precision: a teacher that gives everything to the label says nothing of the rest.
    private const float Least = 1e-37f;

    /// <summary>T of both sides.</summary>
    [Between(0, 1e6, LowExcluded = true)]
    public double Temperature { get; init; } = 4;

    /// <summary>α: weight of the label's class against all others.</summary>
    [Between(0, double.PositiveInfinity)]
    public double Alpha { get; init; } = 1;

    /// <summary>β: weight of the other classes among themselves.</summary>
    [Between(0, double.PositiveInfinity)]
    public double Beta { get; init; } = 8;

    /// <inheritdoc/>
    public override double? TargetTemperature => Temperature;

    /// <inheritdoc/>
    public override Problem? Check(int classes, string where) =>
        classes > 2
            ? null
            : new Problem(
                where,
                $"'{Kind}' for {classes} classes, where only one class is not the label and its part among the others is 0 for ever",
                "3 classes or more",
                "Take 'soft-target'."
            );

    /// <inheritdoc/>
    public override Tensor Value(LossInput input)
    {
        var each = input.Mixed is { } mixed
            ? (mixed.Shares * Each(input, input.Labels)) + ((1 - mixed.Shares) * Each(input, mixed.Labels))
            : Each(input, input.Labels);
        var labelled = input.Labels >= 0;
        return (where(labelled, each, zeros_like(each)).sum() * (Temperature * Temperature) / labelled.sum().clamp(min: 1)).to(
            input.Logits.dtype
        );
    }

    private Tensor Each(LossInput input, Tensor labels)
    {
        // An image without a label is read as of the first class, and its value left out.
        var label = zeros_like(input.Logits, ScalarType.Bool)
            .scatter(1, labels.clamp(min: 0).unsqueeze(1), ones(labels.shape[0], 1, ScalarType.Bool));
        var (teacher, student) = (
            RelativeEntropy.Exact(input.SoftTargets[Target!.Value]),
            input.Logits.to(ScalarType.Float64) / Temperature
        );
        var others = student.masked_fill(label, float.NegativeInfinity);
        return (Alpha * OfTheLabel(teacher, student, others, label)) + (Beta * AmongOthers(teacher.masked_fill(label, 0), others));
    }

    private static Tensor OfTheLabel(Tensor teacher, Tensor student, Tensor others, Tensor label)
    {
        var all = student.logsumexp(1);
        var (p, rest) = (teacher.masked_select(label), teacher.masked_fill(label, 0).sum(1));
        return Divergence(p, student.masked_select(label) - all) + Divergence(rest, others.logsumexp(1) - all);
    }

    private static Tensor AmongOthers(Tensor teacher, Tensor others) =>
        Divergence(teacher / teacher.sum(1, keepdim: true).clamp(min: Least), nn.functional.log_softmax(others, 1)).sum(1);

    // A probability of 0 counts 0, also where the student's is 0.
    private static Tensor Divergence(Tensor probability, Tensor logOther) =>
        where(probability > 0, probability * (probability.log() - logOther), zeros_like(logOther));
}
