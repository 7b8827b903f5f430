using System.CommandLine;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Studies;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt study NAME</c></summary>
internal static class StudyVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = $"One of {string.Join(", ", Names())}." };
        var quick = new Option<bool>("--quick")
        {
            Description = "The short form on built-in data: it shows that the study runs, its figures are no result.",
        };
        var folder = new Option<string?>("--out")
        {
            Description = "Folder of the study. Default: .deepopt/studies/NAME.",
            HelpName = "DIR",
        };
        var jobs = new Option<int>("--jobs", "--threads")
        {
            Description = "Trainings at a time, one thread each: one a core, where nothing is said.",
            HelpName = "N",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var json = new Option<bool>("--json") { Description = "Print the record as JSON." };
        var data = RunArguments.DataOption();
        var command = new Command(
            "study",
            """
            Repeat an experiment of a paper and set what was seen beside what the paper says. An interrupted study goes on where it was.
            Example: deepopt study batch-norm --quick
            """
        )
        {
            name,
            quick,
            folder,
            jobs,
            json,
            data,
        };
        command.SetAction(
            (parsed, cancel) =>
            {
                var study = Named(parsed.GetValue(name)!);
                var brief = parsed.GetValue(quick);
                var workplace = RunArguments.Place(parsed.GetValue(data));
                var place = parsed.GetValue(folder) ?? Path.Combine(workplace.Home, "studies", study.Name + (brief ? "-quick" : ""));
                WritablePlace.CheckFolder("--out", place);
                var record = ConsoleProgress.Show(progress =>
                    new StudyRunner(
                        workplace,
                        new RunOptions
                        {
                            Out = place,
                            Jobs = Math.Clamp(parsed.GetValue(jobs), 1, 1024),
                            Threads = 1,
                            Command = $"deepopt study {study.Name}{(brief ? " --quick" : " --data DIR")} --jobs {parsed.GetValue(jobs)}",
                            Progress = progress,
                        }
                    ).Run(study, brief, cancel)
                );
                Print(record, place, parsed.GetValue(json));
                return Task.FromResult(ExitCodes.Done);
            }
        );
        return command;
    }

    private static IReadOnlyList<string> Names() => [.. Kinds.All.Members(typeof(Study)).Select(kind => kind.Name)];

    private static Study Named(string name) =>
        Kinds.All.Members(typeof(Study)).FirstOrDefault(kind => kind.Name == name) is { } found
            ? (Study)Activator.CreateInstance(found.Type)!
            : throw new InputException(
                new Problem("study", $"'{name}'", $"one of {string.Join(", ", Names())}", Nearest.Remedy(name, Names()))
            );

    private static void Print(StudyRecord record, string place, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(record, RecordJson.Indented));
            return;
        }
        Console.Out.WriteLine(record.Answer);
        Tables.Write(
            ["", "the paper says", "we saw"],
            record.Claims.Select(claim => (IReadOnlyList<string>)[claim.What, claim.Paper, claim.Seen])
        );
        Console.Out.WriteLine($"Report: {Path.Combine(place, "report.html")}");
    }
}
