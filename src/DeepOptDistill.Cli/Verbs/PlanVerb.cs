using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Plans;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Planning;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt plan --teacher X --params 30k</c></summary>
internal static class PlanVerb
{
    private static readonly Option<string> Teacher = new("--teacher")
    {
        Description = "An ONNX file, a folder with a teacher.yaml, a name below teachers/, or a finished run.",
        HelpName = "X",
        Required = true,
    };
    private static readonly Option<string?> Parameters = new("--params")
    {
        Description = "Most parameters: 30k, 1.5M. Default: the teacher's.",
        HelpName = "N",
    };
    private static readonly Option<string?> Macs = new("--macs")
    {
        Description = "Most multiply-accumulates for one image: 5M. Default: the teacher's.",
        HelpName = "N",
    };
    private static readonly Option<string?> Time = new("--latency")
    {
        Description = "Longest time of one image on one thread: 0.3ms, 300us. Default: any.",
        HelpName = "T",
    };
    private static readonly Option<string?> Images = new("--input")
    {
        Description = "Shape of an image, for a model that leaves it free: 1x28x28.",
        HelpName = "CxHxW",
    };
    private static readonly Option<int?> Classes = new("--classes")
    {
        Description = "Classes, for a model that leaves them free.",
        HelpName = "N",
    };
    private static readonly Option<string?> Out = new("--out")
    {
        Description = "File of the student, with plan.html beside it. Default: .deepopt/plans/TEACHER/student.yaml.",
        HelpName = "FILE",
    };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the plan as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "plan",
            """
            Design a thin and deep student for a teacher by what it may cost: parameters, multiply-accumulates, latency, or any of them.
            Example: deepopt plan --teacher fashion-cnn-a --params 30k --macs 5M --latency 0.3ms
            """
        )
        {
            Teacher,
            Parameters,
            Macs,
            Time,
            Images,
            Classes,
            Out,
            Json,
        };
        command.SetAction(
            (parsed, cancel) =>
            {
                var request = Request(parsed);
                WritablePlace.CheckFile("--out", parsed.GetValue(Out) ?? DefaultPath("student"));
                var design = ConsoleProgress.Show(progress => new Planner(RunArguments.Place(null)).Plan(request, progress, cancel));
                var path = parsed.GetValue(Out) ?? DefaultPath(design.Plan.Teacher.Name);
                design.Write(path);
                Print(design.Plan, path, parsed.GetValue(Json));
                return Task.FromResult(ExitCodes.Done);
            }
        );
        return command;
    }

    /// <summary>The teacher's name is a stranger's: it names a folder, and never a way to another one.</summary>
    private static string DefaultPath(string teacher) => Path.Combine(Workplace.Of().Home, "plans", FolderName.Of(teacher), "student.yaml");

    private static PlanRequest Request(ParseResult parsed)
    {
        List<Problem> problems = [];
        T? Read<T>(Option<string?> option, Func<string, string, List<Problem>, T?> read)
            where T : struct => parsed.GetValue(option) is { } text ? read(text, option.Name, problems) : null;
        var budget = new Budget
        {
            Parameters = Read(Parameters, Quantity.Count),
            Macs = Read(Macs, Quantity.Count),
            LatencyMs = Read(Time, Quantity.Milliseconds),
        };
        var images = Read(Images, Quantity.Images);
        var classes = parsed.GetValue(Classes);
        if (classes is < 1 or > 1 << 20)
            problems.Add(new Problem("--classes", FormattableString.Invariant($"{classes}"), "a number from 1 to 1048576"));
        if (parsed.GetValue(Out) is { } path && File.Exists(path))
            problems.Add(new Problem("--out", $"the file {path}", "a file that is not there yet", "Name another, or delete it."));
        InputException.ThrowIfAny(problems);
        return new PlanRequest
        {
            Teacher = parsed.GetValue(Teacher)!,
            Budget = budget,
            Images = images,
            Classes = classes,
        };
    }

    private static void Print(StudentPlan plan, string path, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(plan, RecordJson.Indented));
            return;
        }
        Tables.Write(
            ["convolutions", "widths", "parameters", "MACs", "latency", "compression", "speed-up", "front", ""],
            [
                .. plan.Candidates.Select(student => Row(plan, student)),
                [
                    plan.Teacher.Name,
                    "the teacher",
                    Tables.Number(plan.Teacher.Parameters, plan.Teacher.ParametersUnknown.Count > 0),
                    Tables.Number(plan.Teacher.Macs, plan.Teacher.MacsUnknown.Count > 0),
                    Tables.Milliseconds(plan.Teacher.LatencyMs),
                    "1.0 ×",
                    "1.0 ×",
                    "",
                    "",
                ],
            ],
            leftColumns: 2
        );
        if (Tables.Uncounted(plan.Teacher.ParametersUnknown, plan.Teacher.MacsUnknown) is { } uncounted)
            Console.Out.WriteLine($"{uncounted} It limits no student.");
        if (plan.DepthsBeyond.Count > 0)
            Console.Out.WriteLine($"Beyond the budget at any width: {string.Join(", ", plan.DepthsBeyond)} convolutions.");
        Console.Out.WriteLine($"Proposed: {plan.Reason}");
        Console.Out.WriteLine($"Wrote {path}; see {Path.Combine(Path.GetDirectoryName(path)!, PlannedDesign.PageName)}.");
    }

    private static IReadOnlyList<string> Row(StudentPlan plan, PlannedStudent student) =>
        [
            Text($"{student.Depth}"),
            student.Widths(),
            Tables.Number(student.Parameters),
            Tables.Number(student.Macs),
            Tables.Milliseconds(student.LatencyMs),
            plan.Teacher.ParametersUnknown.Count > 0 ? "–" : Text($"{(double)plan.Teacher.Parameters / student.Parameters:0.0} ×"),
            Text($"{plan.Teacher.LatencyMs / student.LatencyMs:0.0} ×"),
            student.OnFront ? "yes" : "",
            student.Depth == plan.Chosen ? "proposed" : "",
        ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
