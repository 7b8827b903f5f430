using System.CommandLine;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt distill [RECIPE]</c></summary>
internal static class DistillVerb
{
    public static Command Create()
    {
        var command = new Command(
            "distill",
            """
            Label with the ensemble, train the baseline and the student, export, check the export, measure, report.
            Interrupted, it goes on where it was; a finished run is not done twice.
            Example: deepopt distill students/thin-deep-30k/full.yaml --data data --out run --set stages[0].epochs=40
            """
        );
        var arguments = new RunArguments(command, recipeOptional: true);
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, arguments, Purpose.Distill, cancel)));
        return command;
    }

    /// <summary>Carries a recipe out and prints its models.</summary>
    internal static int Run(ParseResult parsed, RunArguments arguments, Purpose purpose, CancellationToken cancel)
    {
        var place = arguments.Place(parsed);
        RunOptions? options = null;
        string? before = null;
        var record = ConsoleProgress.Show(progress =>
        {
            var recipe = arguments.Check(parsed, place, purpose, progress, cancel);
            options = arguments.Options(parsed, recipe, SideBySide.Work.OfRun(recipe), progress);
            before = RunFolder.ReadRecord(Path.Combine(options.Out, "record.json"))?.Finished;
            return new Distiller(place).Run(recipe, options, cancel);
        });
        if (before == record.Finished)
            ConsoleProgress.WriteLine($"{options!.Out} was finished on {before}, and nothing was trained again.");
        if (parsed.GetValue(arguments.Json))
            Console.Out.WriteLine(File.ReadAllText(Path.Combine(options!.Out, "report.json")));
        else
            Print(record, options!.Out);
        return ExitCodes.Done;
    }

    private static void Print(RunRecord record, string folder)
    {
        Tables.Write(record);
        if (record.Kin is { } kin)
        {
            var members = kin.Members.Append(kin.Ensemble).Select(member => $"{member.Name}: {Tables.Percent(member.Quality.Value)}");
            Console.Out.WriteLine($"{string.Join(", ", members)}.");
        }
        foreach (var sentence in Report.Summary(record))
            Sentences.Write(sentence);
        Console.Out.WriteLine($"Report: {Path.Combine(folder, "report.html")}");
        Console.Out.WriteLine($"Student: {Path.Combine(folder, "student.onnx")}");
    }
}
