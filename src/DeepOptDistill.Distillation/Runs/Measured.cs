using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>What was measured of a run.</summary>
/// <param name="Models">Teachers, ensemble, baseline and student, in this order.</param>
/// <param name="Cascade">The student before its ensemble; null without either.</param>
/// <param name="Kin">The student's generations or peers; null where it was trained alone.</param>
internal sealed record Measured(IReadOnlyList<ModelRecord> Models, CascadeRecord? Cascade, KinRecord? Kin)
{
    /// <summary>Student, baseline and reference in pairs.</summary>
    public required PairedMeasuring Paired { get; init; }

    /// <summary>Teachers that have seemingly learned from the validation split.</summary>
    public IReadOnlyList<string> Familiar { get; init; } = [];

    /// <summary>What a reader must know, as sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
