using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// Adam with x ← max(x, v) in the place of v, both moments corrected for their bias: θ ← θ − η·m̂ / (√(x / (1−β₂ᵗ)) + ε).
/// </summary>
/// <remarks>PyTorch's <c>Adam(amsgrad=True)</c>. <see cref="AmsGrad"/> is the paper's form, which corrects neither moment.</remarks>
[Kind("amsgrad-pytorch", "Adam whose second moment never shrinks, bias-corrected")]
public sealed record AmsGradPyTorch : BiasCorrectedMoments
{
    internal override IReadOnlyList<string> Moments => ["moment1", "moment2", "maximum"];
}
