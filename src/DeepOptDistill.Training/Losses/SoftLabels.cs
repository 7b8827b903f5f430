using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// T²·KL(pₖ ‖ σ(zₖ / T)) of each label k, as a question of two classes, with the ensemble's probability pₖ at temperature T; averaged over
/// labels and the batch. The gradient is (σ(zₖ / T) − pₖ)·T / (labels · N).
/// </summary>
/// <remarks>
/// Hinton, Vinyals and Dean 2015, arXiv 1503.02531, for every label by itself; one-versus-all distillation of Yang et al. 2023, Multi-Label
/// Knowledge Distillation, arXiv 2308.06453, section 3.2. A softmax over the labels, which some tools take here, would make them compete.
/// </remarks>
[Kind("soft-labels", "T²·KL(ensemble ‖ student) of each label by itself, at temperature T", Version = 2)]
public sealed record SoftLabels : TemperedLoss
{
    /// <summary>At a temperature of 2: a label has one alternative, not many.</summary>
    public SoftLabels() => Temperature = 2;

    /// <inheritdoc/>
    public override IReadOnlyList<TaskKind> Tasks => [TaskKind.Labels];

    /// <inheritdoc/>
    public override Tensor Value(LossInput input)
    {
        // In double: at high temperatures the two sums agree in all of float32's digits.
        var target = input.SoftTargets[Target!.Value].to(ScalarType.Float64);
        var temperature = TemperatureAt(input.Clock);
        var student = input.Logits.to(ScalarType.Float64) / temperature;
        // −log σ(z) = softplus(−z) and −log(1 − σ(z)) = softplus(z), which differ by z.
        var cross = nn.functional.softplus(student) - (target * student);
        return ((cross - Entropy(target)).mean() * (temperature * temperature)).to(input.Logits.dtype);
    }

    private static Tensor Entropy(Tensor p) => -(Part(p) + Part(1 - p));

    private static Tensor Part(Tensor p) => where(p > 0, p * p.log(), zeros_like(p));
}
