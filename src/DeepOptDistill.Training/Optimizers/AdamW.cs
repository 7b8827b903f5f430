using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>θ ← θ − ηλθ, then Adam's step with the plain gradient: weight decay does not pass through the moments.</summary>
/// <remarks>Loshchilov and Hutter 2019, arXiv 1711.05101.</remarks>
[Kind("adamw", "Adam with decoupled weight decay", Version = 2)]
public sealed record AdamW : BiasCorrectedMoments
{
    /// <summary>With a decay of 0.01, as in PyTorch: without any it would be Adam.</summary>
    public AdamW() => WeightDecay = 1e-2;

    /// <inheritdoc/>
    [AllowedValues(DecayForm.Decoupled, ErrorMessage = "decoupled, which is what 'adamw' means; 'adam' has the coupled form")]
    public override DecayForm Decay { get; init; } = DecayForm.Decoupled;
}
