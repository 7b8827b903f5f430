using System.CommandLine;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt inspect MODEL</c></summary>
internal static class InspectVerb
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "An ONNX file." };
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var command = new Command("inspect", """
            List a model's tensors in order: operator, shape for one sample, parameters, multiply-accumulates, and where a hint can tap it.
            Example: deepopt inspect teachers/fashion-cnn-a/model.onnx
            """) { model, json };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, bool json)
    {
        var inspection = ModelInspection.Inspect(path);
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(inspection, RecordJson.Indented));
        else
        {
            Tables.Write(["tensor", "operator", "type", "shape", "parameters", "MACs", "tap"], inspection.Tensors.Select(t => (IReadOnlyList<string>)
                [t.Name, t.Op, t.ElementType, string.Join("×", t.Shape), Tables.Number(t.Parameters), Tables.Number(t.Macs), t.IsTap ? "yes" : ""]), leftColumns: 3);
            var measure = ModelMeasure.Of(path);
            Console.Out.WriteLine($"{Tables.Number(measure.Parameters)} parameters, {Tables.Number(measure.Macs)} multiply-accumulates for one sample, {Tables.Number(measure.Bytes)} bytes.");
        }
        return ExitCodes.Done;
    }
}
