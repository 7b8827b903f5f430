using DeepOptDistill.Data.Features;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>A tap that a recipe's hints read, found in its teacher.</summary>
/// <param name="Teacher">The teacher.</param>
/// <param name="Feature">The tensor, under the name that the recipe gives it.</param>
/// <param name="Macs">Multiply-accumulates of the part of the teacher below it, for one sample.</param>
public sealed record CheckedHint(CheckedTeacher Teacher, FeatureTensor Feature, long Macs)
{
    /// <summary>Whether <see cref="Macs"/> leave work out that is not counted.</summary>
    public bool IsMacsAtLeast { get; init; }
}
