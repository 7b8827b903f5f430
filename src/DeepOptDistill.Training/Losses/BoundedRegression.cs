using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// ½‖(ŷ − y) / s‖² of a sample where that exceeds the teachers' own error less a margin, else 0; averaged over the samples of
/// which
/// something is known. The teachers are an upper
/// bound and no target: a regression's answers can be any number, and a wrong one would lead astray.
/// </summary>
/// <remarks>
/// Chen et al. 2017, Learning Efficient Object Detection Models with Knowledge Distillation, NIPS, eq. 6: L_b = ‖R_s − y‖² where
/// ‖R_s − y‖²
/// + m &gt; ‖R_t − y‖².
/// </remarks>
[Kind("bounded-regression", "squared error of values, where it exceeds the teachers' own")]
public sealed record BoundedRegression : Loss
{
    /// <summary>m: by how much the student must be better than its teachers to be left alone, in units of the term.</summary>
    [Between(0, double.PositiveInfinity)]
    public double Margin { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<TaskKind> Tasks => [TaskKind.Values];

    /// <inheritdoc/>
    public override bool NeedsTeacherLogits => true;

    /// <inheritdoc/>
    public override Tensor Value(LossInput input)
    {
        var (truths, known) = Known.Of(input.Truths!);
        Tensor Error(Tensor answers) => ((answers - truths) / input.ValueDeviations! * known).square().sum(1) / 2;
        var own = Error(input.Logits);
        var taught = own.detach() + Margin > Error(input.TeacherLogits!);
        return where(taught, own, zeros_like(own)).sum() / known.select(1, 0).sum().clamp(min: 1);
    }
}
