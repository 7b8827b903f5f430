using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Something wrong with a teacher.</summary>
/// <param name="Fault">What it is, or the first of several that only a common repair explains.</param>
/// <param name="Evidence">The numbers that show it, as a sentence without a full stop.</param>
/// <param name="Remedy">The line of teacher.yaml that repairs it, the two that do together, or a sentence where none does.</param>
public sealed record Finding(Fault Fault, string Evidence, string Remedy)
{
    /// <summary>What else is wrong that the same repair explains.</summary>
    public IReadOnlyList<Fault> Others { get; init; } = [];

    /// <summary>The lines of teacher.yaml that repair it, one a key; empty where none does.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Its name: <c>permuted-classes</c>, <c>wrong-normalization and permuted-classes</c>.</summary>
    public string Name => string.Join(" and ", Others.Prepend(Fault).Select(fault => Spelling.Word(fault.ToString())));

    /// <summary>The one line a person reads, with what to write into which file.</summary>
    public override string ToString() => $"{Name}: {Evidence}. {(Lines.Count == 0 ? Remedy : TeacherLines.Told(Lines))}";
}
