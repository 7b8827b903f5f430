using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>The objective of FitNets' second stage, H(y, p) + λ·H(p_T, p_S) at temperature τ, λ falling linearly from 4 to 1.</summary>
/// <remarks>Romero et al. 2015, arXiv 1412.6550, equation 2 and appendix.</remarks>
internal static class FitNetsLoss
{
    /// <summary>τ.</summary>
    public const double Temperature = 3;

    private const double First = 4,
        Last = 1;

    /// <summary>Its two terms. The paper has no T²: λ·H has the gradient of λ / τ² times our soft targets.</summary>
    public static IReadOnlyList<Loss> Distillation { get; } =
    [
        new CrossEntropy(),
        new SoftTarget
        {
            Temperature = Temperature,
            Weight = First / (Temperature * Temperature),
            WeightSchedule = new Polynomial { End = Last / First },
        },
    ];
}
