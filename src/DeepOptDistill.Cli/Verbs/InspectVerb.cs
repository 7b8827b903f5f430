using System.CommandLine;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt inspect MODEL</c></summary>
internal static class InspectVerb
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "An ONNX file, a folder with a teacher.yaml, or the name of one in teachers/." };
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var command = new Command("inspect", """
            List a model's tensors in order: readable alias, operator, shape for one sample, parameters, multiply-accumulates, and where a
            hint can tap it. A recipe names a tap by its alias or by its tensor; "MACs to here" is what the teacher then costs.
            Example: deepopt inspect fashion-cnn-a
            """) { model, json };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string model, bool json)
    {
        var (spec, folder) = new TeacherReader(RunArguments.Place(data: null)).Find(model);
        var path = Path.Combine(folder, spec.Model);
        var inspection = ModelInspection.Inspect(path);
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(inspection, RecordJson.Indented));
        else Print(inspection);
        return ExitCodes.Done;
    }

    private static void Print(ModelInspection inspection)
    {
        Tables.Write(["alias", "tensor", "operator", "type", "shape", "parameters", "MACs", "MACs to here", "tap"], inspection.Tensors.Select(t => (IReadOnlyList<string>)
            [t.Alias, t.Alias == t.Name ? "" : t.Name, t.Op, t.ElementType, string.Join("×", t.Shape), Tables.Number(t.Parameters), Tables.Number(t.Macs), Tables.Number(t.MacsToHere), t.IsTap ? "yes" : ""]), leftColumns: 4);
        Console.Out.WriteLine($"{Tables.Number(inspection.Parameters)} parameters, {Tables.Number(inspection.Macs)} multiply-accumulates for one sample, {Tables.Number(inspection.Bytes)} bytes.");
    }
}
