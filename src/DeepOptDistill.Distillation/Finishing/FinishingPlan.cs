using DeepOptDistill.Data;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Distillation.Finishing;

/// <summary>What is known before the training of what a finisher will be given.</summary>
/// <param name="HasValidation">Whether there is a validation split.</param>
/// <param name="Repeats">Seeds of the run.</param>
/// <param name="Transfer">Classes that are kept from the student; null for none.</param>
/// <param name="Student">The student.</param>
internal sealed record FinishingPlan(bool HasValidation, int Repeats, TransferSpec? Transfer, StudentSpec Student)
{
    /// <summary>Whether the student has generations or peers.</summary>
    public bool HasKin { get; init; }
}
