using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Something wrong with a teacher.</summary>
/// <param name="Fault">What it is.</param>
/// <param name="Evidence">The numbers that show it, as a sentence without a full stop.</param>
/// <param name="Remedy">The line of teacher.yaml that repairs it, or a sentence where none does.</param>
public sealed record Finding(Fault Fault, string Evidence, string Remedy)
{
    /// <summary>Its name: <c>permuted-classes</c>.</summary>
    public string Name => Spelling.Word(Fault.ToString());

    /// <summary>The one line a person reads.</summary>
    public override string ToString() => $"{Name}: {Evidence}. {Remedy}";
}
