using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Plans;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.Distillation.Planning;

/// <summary>Plans thin and deep students for a teacher by what they may cost.</summary>
public sealed class Planner(Workplace workplace)
{
    /// <summary>Searches the widest student of every depth within the budget, measures them all, and proposes one.</summary>
    /// <param name="request">Teacher and budget.</param>
    /// <param name="progress">Hears of every depth.</param>
    /// <param name="cancel">Stops between two depths.</param>
    /// <exception cref="InputException">The teacher cannot be read, or no student is within the budget.</exception>
    public PlannedDesign Plan(PlanRequest request, IProgress<Progress>? progress = null, CancellationToken cancel = default)
    {
        if (request.Budget is { Parameters: null, Macs: null, LatencyMs: null })
            throw new InputException(
                new Problem(
                    "budget",
                    "no limit",
                    "at least one of parameters, MACs and latency",
                    "Write --params 30k, --macs 5M or --latency 0.3ms."
                )
            );
        progress = PacedProgress.Of(progress, TimeProvider.System);
        progress?.Report(new Progress("measure teacher", 0, 1, "models", request.Teacher));
        var teacher = ReferenceTeacher.Of(request, workplace);
        progress?.Report(new Progress("measure teacher", 1, 1, "models", teacher.Cost.Name));
        var family = new ThinDeep(teacher.Input, teacher.Classes);
        var candidates = Candidates(family, Limited(request.Budget, teacher.Cost), progress, cancel);
        var choice = Choice.Of(candidates);
        var plan = new StudentPlan
        {
            Teacher = teacher.Cost,
            Images = teacher.Input.Shape,
            Classes = teacher.Classes,
            Budget = request.Budget,
            Candidates = candidates,
            DepthsBeyond = [.. family.Depths.Except(candidates.Select(candidate => candidate.Depth))],
            Chosen = choice.Student.Depth,
            Reason = choice.Reason,
            Machine = Machine.Current(),
            Tool = Origin.Tool,
        };
        return new PlannedDesign(plan, family.Spec(choice.Student.Blocks, Name(choice.Student), Summary(plan)));
    }

    private static IReadOnlyList<PlannedStudent> Candidates(
        ThinDeep family,
        Budget budget,
        IProgress<Progress>? progress,
        CancellationToken cancel
    )
    {
        var folder = Directory.CreateTempSubdirectory("deepopt-plan-").FullName;
        try
        {
            var search = new WidthSearch(family, budget, folder);
            var (depths, found) = (family.Depths, new List<PlannedStudent>());
            for (var i = 0; i < depths.Count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                progress?.Report(
                    new Progress("measure students", i, depths.Count, "models", FormattableString.Invariant($"{depths[i]} convolutions"))
                );
                // A deeper one has no block with fewer convolutions: it would cost more yet.
                if (search.Widest(depths[i]) is not { } widest)
                    break;
                found.Add(widest);
            }
            progress?.Report(new Progress("measure students", depths.Count, depths.Count, "models"));
            return found.Count > 0 ? Choice.WithFront(found) : throw new InputException(TooTight(search.Narrowest(depths[0]), budget));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// A student that is larger or works harder than its teacher is no compression. What is not known of the teacher limits nothing.
    /// </summary>
    private static Budget Limited(Budget budget, PlannedModel teacher) =>
        budget with
        {
            Parameters = budget.Parameters ?? (teacher.ParametersUnknown.Count == 0 ? teacher.Parameters : long.MaxValue),
            Macs = budget.Macs ?? (teacher.MacsUnknown.Count == 0 ? teacher.Macs : long.MaxValue),
        };

    private static Problem TooTight(PlannedStudent smallest, Budget budget) =>
        new(
            "budget",
            budget.ToString(),
            string.Create(
                CultureInfo.InvariantCulture,
                $"at least what the smallest candidate costs ({smallest.Widths()} channels): {smallest.Parameters:#,0} parameters, "
                    + $"{smallest.Macs:#,0} MACs, {smallest.LatencyMs:0.000} ms"
            ),
            "Raise the limit that is below it; where none was given, the teacher's own parameters and MACs are the limit."
        );

    private static string Name(PlannedStudent student) =>
        student.Parameters < 1000
            ? FormattableString.Invariant($"thin-deep-{student.Parameters}")
            : FormattableString.Invariant($"thin-deep-{Math.Round(student.Parameters / 1000.0)}k");

    private static string Summary(StudentPlan plan)
    {
        var (student, images) = (plan.Proposed(), plan.Images);
        var widest = student.Blocks[^1].Channels;
        var width =
            student.Narrowest == widest
                ? FormattableString.Invariant($"{widest}")
                : FormattableString.Invariant($"{student.Narrowest} to {widest}");
        var colour = images[0] switch
        {
            1 => "grey",
            3 => "colour",
            var channels => FormattableString.Invariant($"{channels}-channel"),
        };
        return FormattableString.Invariant(
                $"{student.Depth} 3×3 convolutions, {width} channels wide, for {images[1]}×{images[2]} {colour} images; planned for "
            ) + FormattableString.Invariant($"{plan.Teacher.Name} within {plan.Budget}.");
    }
}
