using DeepOptDistill.Core.Plans;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Charts;
using DeepOptDistill.Reporting.Pages;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting;

/// <summary>
/// The page of a plan: what is proposed and why, the candidates as a table and as pictures. A function of the plan and of nothing else.
/// </summary>
public static class PlanReport
{
    /// <summary>One page that needs nothing beside it.</summary>
    public static string Html(StudentPlan plan) => HtmlPage.Of(DocumentOf(plan));

    private static Document DocumentOf(StudentPlan plan) =>
        new(
            "Plan",
            $"Students for {plan.Teacher.Name}",
            $"{plan.Machine} · deepopt {plan.Tool}",
            [
                new Chapter("", [new Lead(plan.Reason), Gains(plan)]),
                new Chapter(
                    "Candidates",
                    [Table(plan), new Remark(Legend(plan)), new Pictures([ByDepth(plan), ByWork(plan)], Reading(plan))]
                ),
                new Chapter("What to make of it", [new Points(Notes(plan))]),
            ]
        );

    private static KeyFigures Gains(StudentPlan plan)
    {
        var (student, teacher) = (plan.Proposed(), plan.Teacher);
        return new KeyFigures([
            new KeyFigure(
                Figures.Count(student.Parameters),
                "parameters",
                Fewer(teacher.Parameters, student.Parameters, teacher.ParametersUnknown)
            ),
            new KeyFigure(Figures.Compact(student.Macs), "multiply-accumulates", Fewer(teacher.Macs, student.Macs, teacher.MacsUnknown)),
            new KeyFigure(
                Figures.Milliseconds(student.LatencyMs),
                "latency",
                $"{Figures.Ratio(teacher.LatencyMs / student.LatencyMs)} × faster than the teacher's "
                    + $"{Figures.Milliseconds(teacher.LatencyMs)}"
            ),
        ]);
    }

    /// <summary>A ratio where both are known; what is at least so many gives none.</summary>
    private static string Fewer(long teacher, long student, IReadOnlyList<string> unknown) =>
        unknown.Count > 0
            ? $"the teacher has {Figures.Compact(teacher, unknown)}: {string.Join(", ", unknown)} could not be counted"
            : $"{Figures.Ratio((double)teacher / student)} × fewer than the teacher's {Figures.Compact(teacher)}";

    private static Table Table(StudentPlan plan) =>
        new(
            [
                new Column("Convolutions", IsNumber: false),
                new Column("Widths", IsNumber: false),
                new Column("Parameters"),
                new Column("MACs"),
                new Column("Latency"),
                new Column("Compression"),
                new Column("Speed-up"),
                new Column("Front", IsNumber: false),
            ],
            [
                .. plan.Candidates.Select(student => RowOf(plan, student)),
                new Row(
                    plan.Teacher.Name,
                    "",
                    Figures.Count(plan.Teacher.Parameters, plan.Teacher.ParametersUnknown),
                    Figures.Compact(plan.Teacher.Macs, plan.Teacher.MacsUnknown),
                    Figures.Milliseconds(plan.Teacher.LatencyMs),
                    "1",
                    "1",
                    ""
                )
                {
                    Role = Role.Teacher,
                },
            ]
        );

    private static Row RowOf(StudentPlan plan, PlannedStudent student) =>
        new(
            FormattableString.Invariant($"{student.Depth}"),
            student.Widths(),
            Figures.Count(student.Parameters),
            Figures.Compact(student.Macs),
            Figures.Milliseconds(student.LatencyMs),
            plan.Teacher.ParametersUnknown.Count > 0
                ? Figures.Unknown
                : Figures.Ratio((double)plan.Teacher.Parameters / student.Parameters) + " ×",
            Figures.Ratio(plan.Teacher.LatencyMs / student.LatencyMs) + " ×",
            student.OnFront ? "yes" : ""
        )
        {
            Role = student.Depth == plan.Chosen ? Role.Student : null,
        };

    private static Picture ByDepth(StudentPlan plan) =>
        PictureOf(
            "Latency (ms) by depth",
            new Cloud(
                "convolutions",
                IsLogarithmic: false,
                plan.Budget.LatencyMs,
                [.. plan.Candidates.Where(student => student.OnFront).Select(student => ((double)student.Depth, student.LatencyMs))],
                [
                    .. plan.Candidates.Select(student =>
                        DotOf(plan, student, student.Depth, FormattableString.Invariant($"{student.LatencyMs:0.000}"))
                    ),
                ]
            )
        );

    private static Picture ByWork(StudentPlan plan) =>
        PictureOf(
            "Latency (ms) by multiply-accumulates",
            new Cloud(
                "multiply-accumulates",
                IsLogarithmic: true,
                plan.Budget.LatencyMs,
                [],
                [
                    .. plan.Candidates.Select(student =>
                        DotOf(plan, student, student.Macs, FormattableString.Invariant($"{student.Depth}"))
                    ),
                    new Dot(plan.Teacher.Name, plan.Teacher.Macs, plan.Teacher.LatencyMs, Paint.Teacher, IsStrong: false),
                ]
            )
        );

    private static Dot DotOf(StudentPlan plan, PlannedStudent student, double x, string name) =>
        new(name, x, student.LatencyMs, student.OnFront ? Paint.Student : Paint.Muted, student.Depth == plan.Chosen);

    private static Picture PictureOf(string title, Cloud cloud) => new(title, CloudChart.Of(cloud), CloudChart.Width, CloudChart.Height);

    private static string Reading(StudentPlan plan) =>
        "Blue: on the front of depth and latency. Large, with a bold name: proposed. Right: points are named by their number of "
        + $"convolutions.{(plan.Budget.LatencyMs is null ? "" : " Dashed: the limit of latency, where it is within the picture.")}";

    private static string Legend(StudentPlan plan) =>
        string.Join(
            " ",
            [
                $"Budget: {plan.Budget}; parameters and MACs that it leaves open are limited by the teacher's own.",
                "Widths: convolutions × channels of each block, maps halved between blocks. Parameters: of the exported file, batch "
                    + "norm folded.",
                "Latency: median for one image on one thread in ONNX Runtime, with untrained weights.",
                "Front: no other candidate is as deep or deeper and as fast or faster.",
                .. plan.DepthsBeyond.Count > 0
                    ? new[] { $"With {string.Join(", ", plan.DepthsBeyond)} convolutions even the narrowest student is beyond the budget." }
                    : [],
            ]
        );

    private static IReadOnlyList<string> Notes(StudentPlan plan) =>
        [
            "Cost is what a plan can know; accuracy is not. Train the proposal and its neighbours on the front, and keep what the "
                + "validation split prefers.",
            "Deep and thin students are hard to train from labels alone: distil them, and give the deepest a first stage with hints.",
            $"The names block1 to block{plan.Chosen} of student.yaml are layers that a hint can guide.",
            "A student takes pixel / 255, standardized as the teacher's description says; where that says nothing, give input.mean and "
                + "input.deviation of the training images.",
            .. plan.Budget.LatencyMs is null
                ? Array.Empty<string>()
                :
                [
                    "Latency was measured while planning. A busy machine makes it longer and less even: plan with a limit of latency "
                        + "on a machine at rest.",
                ],
        ];
}
