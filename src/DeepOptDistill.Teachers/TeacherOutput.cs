namespace DeepOptDistill.Teachers;

/// <summary>Which tensor holds a teacher's answers, and what they are.</summary>
public sealed record TeacherOutput
{
    /// <summary>Name of the output tensor; needed only where the model has several.</summary>
    public string? Name { get; init; }

    /// <summary>What the numbers are; networks are mostly exported before their softmax.</summary>
    public OutputKind Kind { get; init; } = OutputKind.Logits;
}
