using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt inspect MODEL</c></summary>
internal static class InspectVerb
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL")
        {
            Description = "An ONNX file, a folder with a teacher.yaml, or the name of one in teachers/ or of a finished run.",
        };
        var dataset = new Option<string?>("--data-set")
        {
            Description =
                "Ask it up to 1,000 labelled validation samples (of the test split where there are too few) of this data set, "
                + "and say what is wrong with it as a teacher: its name, a recipe that names one, or what a recipe says in one line, "
                + "'{ table: { train: rows.csv, label: class } }'.",
            HelpName = "NAME|RECIPE",
        };
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var shapes = new Option<string[]>("--input")
        {
            Description = "Shape of an input whose dimensions the file leaves free: --input image=1x3x48x192. May be repeated.",
            HelpName = "NAME=SHAPE",
            DefaultValueFactory = _ => [],
        };
        var data = RunArguments.DataOption();
        var command = new Command(
            "inspect",
            """
            List a model's tensors in order: readable alias, operator, shape for one sample, parameters, multiply-accumulates, and where a
            hint can tap it. A recipe names a tap by its alias or by its tensor; "MACs to here" is what the teacher then costs.
            Then the lines of a teacher.yaml that say how it is connected, whether they were written or detected.
            Example: deepopt inspect fashion-cnn-a --data-set fashion-mnist-small
            """
        )
        {
            model,
            dataset,
            shapes,
            data,
            json,
        };
        command.SetAction(
            (parsed, cancel) =>
            {
                var place = RunArguments.Place(parsed.GetValue(data)).Knowing(parsed.GetValue(dataset));
                var inspected = ConsoleProgress.Show(progress =>
                    TeacherInspection.Of(
                        parsed.GetValue(model)!,
                        parsed.GetValue(dataset) is { } name ? NamedDataset.Load(name, place, progress, cancel) : null,
                        place,
                        ShapesOf(parsed.GetValue(shapes)!)
                    )
                );
                if (parsed.GetValue(json))
                    Console.Out.WriteLine(Json(inspected));
                else
                    Print(inspected);
                return Task.FromResult(ExitCodes.Done);
            }
        );
        return command;
    }

    private static Dictionary<string, long[]> ShapesOf(string[] said)
    {
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var text in said)
        {
            var cut = text.LastIndexOf('=');
            long[] lengths = [.. text[(cut + 1)..].Split('x', '×').Select(Length)];
            if (cut < 1 || lengths.Contains(0))
                throw new InputException(
                    new Problem("--input", $"'{text}'", "an input and its dimensions ≥ 1", "Write --input image=1x3x48x192.")
                );
            if (!shapes.TryAdd(text[..cut], lengths))
                throw new InputException(new Problem("--input", $"'{text[..cut]}' twice", "one shape an input", "Leave one out."));
        }
        return shapes;
    }

    private static long Length(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= int.MaxValue ? length : 0;

    /// <summary>What is in the file, and beside it how it is connected.</summary>
    private static string Json(TeacherInspection inspected)
    {
        var all = JsonSerializer.SerializeToNode(inspected.Model, RecordJson.Indented)!.AsObject();
        foreach (var (key, value) in JsonSerializer.SerializeToNode(inspected, RecordJson.Indented)!.AsObject())
            if (key != "model")
                all[key] = value?.DeepClone();
        return all.ToJsonString(RecordJson.Indented);
    }

    private static void Print(TeacherInspection inspected)
    {
        var inspection = inspected.Model;
        Tables.Write(
            ["alias", "tensor", "operator", "type", "shape", "parameters", "MACs", "MACs to here", "tap"],
            inspection.Tensors.Select(t =>
                (IReadOnlyList<string>)
                    [
                        t.Alias,
                        t.Alias == t.Name ? "" : t.Name,
                        t.Op,
                        t.ElementType,
                        string.Join("×", t.Shape),
                        Tables.Number(t.Parameters, t.IsParametersAtLeast),
                        Tables.Number(t.Macs, t.IsMacsAtLeast),
                        Tables.Number(t.MacsToHere, t.IsMacsToHereAtLeast),
                        t.IsTap ? "yes" : "",
                    ]
            ),
            leftColumns: 4
        );
        var (parameters, macs) = (
            Tables.Number(inspection.Parameters, inspection.ParametersUnknown.Count > 0),
            Tables.Number(inspection.Macs, inspection.MacsUnknown.Count > 0)
        );
        var sizes = $"{parameters} parameters, {macs} multiply-accumulates for one sample, {Tables.Number(inspection.Bytes)} bytes.";
        Console.Out.WriteLine(char.ToUpperInvariant(sizes[0]) + sizes[1..]);
        if (inspection.NotRun is { } notRun)
            Sentences.Write(
                $"It does not run on zeros ({notRun}): shapes are those that follow from the graph, tensors without one are " + "left out."
            );
        if (Tables.Uncounted(inspection.ParametersUnknown, inspection.MacsUnknown) is { } uncounted)
            Sentences.Write(uncounted);
        Console.Out.WriteLine();
        Console.Out.WriteLine(inspected.Problem is { } problem ? $"No teacher as it is: {problem}" : "As a teacher.yaml says it:");
        foreach (var line in inspected.Lines)
            Console.Out.WriteLine($"  {line}");
        foreach (var note in inspected.Notes)
            Sentences.Write(note);
        if (inspected.Examined is not { } examined)
            return;
        Console.Out.WriteLine();
        if (examined.Images == 0)
        {
            Console.Out.WriteLine(
                $"Not examined: that takes at least {TeacherExamination.Fewest} labelled samples of classes that it "
                    + $"knows, or {ToldExamination.Fewest} with labels or values."
            );
            return;
        }
        var score = examined.Task == TaskKind.Values ? "R²" : "Accuracy";
        var found = examined.Findings.Count == 0 ? "nothing wrong was found." : "found:";
        var samples = Noun.Counted(examined.Images, $"{inspected.Split} sample");
        Sentences.Write($"{score} {Tables.Percent(examined.Accuracy)} on {samples}; {found}");
        foreach (var finding in examined.Findings)
            Sentences.Write($"  {finding}");
        if (inspected.Repaired.Count == 0)
            return;
        Console.Out.WriteLine("With the repair, the whole teacher.yaml, or the .yaml of the network's name beside it, is:");
        foreach (var line in inspected.Repaired)
            Console.Out.WriteLine($"  {line}");
    }
}
