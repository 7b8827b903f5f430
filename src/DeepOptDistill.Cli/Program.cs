using System.CommandLine;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Cli.Verbs;

namespace DeepOptDistill.Cli;

/// <summary>The command <c>deepopt</c>.</summary>
public static class Program
{
    /// <summary>Parses, calls one verb, turns what was thrown into an exit code.</summary>
    public static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("Compress an ensemble of trained ONNX networks into one small network, and report honestly what that cost.")
        {
            AdviseVerb.Create(), CheckVerb.Create(), DataVerb.Create(), DistillVerb.Create(), DoctorVerb.Create(), EvaluateVerb.Create(), InspectVerb.Create(), LabelVerb.Create(),
            ListVerb.Create(), MungeVerb.Create(), PlanVerb.Create(), ReportVerb.Create(), SearchVerb.Create(), StudyVerb.Create(), TrainVerb.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) return ExitCodes.Refuse(parsed);
        using var interrupts = new Interrupts();
        return await ExitCodes.Of(() => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupts.Token)).ConfigureAwait(false);
    }
}
