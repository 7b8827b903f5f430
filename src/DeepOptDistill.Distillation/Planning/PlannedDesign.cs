using DeepOptDistill.Core;
using DeepOptDistill.Core.Plans;
using DeepOptDistill.Reporting;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Distillation.Planning;

/// <summary>A plan and the student that it proposes.</summary>
/// <param name="Plan">The candidates and the reason.</param>
/// <param name="Student">The proposed student, as a recipe names it.</param>
public sealed record PlannedDesign(StudentPlan Plan, StudentSpec Student)
{
    /// <summary>File of the picture, beside the student's.</summary>
    public const string PageName = "plan.html";

    /// <summary>Writes the student and, beside it, <c>plan.html</c> with the candidates in a table and in pictures.</summary>
    /// <param name="path">The student's file.</param>
    public void Write(string path)
    {
        AtomicFile.WriteText(path, SpecWriter.Write(Student));
        AtomicFile.WriteText(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, PageName), PlanReport.Html(Plan));
    }
}
