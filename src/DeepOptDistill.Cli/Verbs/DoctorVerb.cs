using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Ensembles;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Doctor;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt doctor RECIPE</c></summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var command = new Command(
            "doctor",
            "Examine the recipe's ensemble before any training, on the validation split: each teacher's accuracy, "
                + "calibration and time, how they agree,\n"
                + "what every mixing rule makes of them, which subset is enough, and what to change. Writes doctor.html, "
                + "doctor.md and doctor.json into the run's folder.\n"
                + "Example: deepopt doctor thin-deep-15k/quick"
        );
        var arguments = new RunArguments(command, recipeOptional: false);
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, arguments, cancel)));
        return command;
    }

    private static int Run(ParseResult parsed, RunArguments arguments, CancellationToken cancel)
    {
        var place = arguments.Place(parsed);
        var folder = "";
        var diagnosis = ConsoleProgress.Show(progress =>
        {
            var recipe = arguments.Check(parsed, place, Purpose.Label, progress, cancel);
            var options = arguments.Options(parsed, recipe, SideBySide.Work.Undivided, progress);
            folder = options.Out;
            WritablePlace.CheckFolder("--out", folder);
            return new EnsembleDoctor(place, options).Examine(recipe, cancel);
        });
        var json = JsonSerializer.Serialize(diagnosis, RecordJson.Indented) + "\n";
        AtomicFile.WriteText(Path.Combine(folder, "doctor.json"), json);
        DoctorReport.Write(diagnosis, folder);
        if (parsed.GetValue(arguments.Json))
            Console.Out.Write(json);
        else
            Print(diagnosis, folder);
        return ExitCodes.Done;
    }

    private static void Print(EnsembleDiagnosis diagnosis, string folder)
    {
        Tables.Write(
            ["teacher", "accuracy", "NLL", "calibration error", "temperature", "latency", "time", "gain in points"],
            diagnosis.Teachers.Select(teacher =>
                (IReadOnlyList<string>)
                    [
                        teacher.Name,
                        .. Fit(teacher.Fit),
                        Text($"{teacher.Temperature:0.00}"),
                        Tables.Milliseconds(teacher.LatencyMs),
                        Text($"{100 * teacher.TimeShare:0} %"),
                        teacher.AccuracyGain is { } gain ? Text($"{100 * gain.Mean:+0.00;−0.00;0.00}") : "",
                    ]
            )
        );
        Tables.Write(
            ["rule", "accuracy", "NLL", "calibration error", "gain in nats"],
            diagnosis.Rules.Select(rule =>
                (IReadOnlyList<string>)
                    [
                        rule.Rule + (rule.Calibrated ? ", calibrated" : "") + (rule.IsRecipes ? " (the recipe's)" : ""),
                        .. Fit(rule.Fit),
                        Text($"{rule.LikelihoodGain.Mean:+0.0000;−0.0000;0}"),
                    ]
            )
        );
        Console.Out.WriteLine(
            Text($"{diagnosis.Dataset}, {diagnosis.Samples:#,0} validation samples; at least one teacher is right on ")
                + Text($"{Tables.Percent(diagnosis.Oracle)}.")
        );
        foreach (var advice in diagnosis.Advice)
        {
            Sentences.Write($"• {advice.Text}");
            if (advice.Recipe.Length > 0)
                Console.Out.WriteLine($"  {advice.Recipe}");
        }
        Console.Out.WriteLine($"Page: {Path.Combine(folder, "doctor.html")}");
    }

    private static string[] Fit(FitRecord fit) =>
        [Tables.Percent(fit.Accuracy), Text($"{fit.NegativeLogLikelihood:0.0000}"), Tables.Percent(fit.CalibrationError)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
