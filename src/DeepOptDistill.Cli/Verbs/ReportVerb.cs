using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt report DIR</c></summary>
internal static partial class ReportVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a finished run." };
        var results = new Option<string?>("--results")
        {
            Description = "Also write the record without its curves to this file, to keep beside a student.",
            HelpName = "FILE",
        };
        var command = new Command(
            "report",
            """
            Write report.html, report.md and report.json again from a run's record.json.
            Example: deepopt report .deepopt/runs/thin-deep-15k-quick
            """
        )
        {
            folder,
            results,
        };
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, parsed.GetValue(results)));
        return command;
    }

    /// <summary>Folders of one machine say nothing on another.</summary>
    [GeneratedRegex(@"(--(?:data|out|targets)) \S+")]
    private static partial Regex Folders();

    private static int Run(string folder, string? results)
    {
        var path = Path.Combine(folder, "record.json");
        var record =
            RunFolder.ReadRecord(path)
            ?? throw new InputException(
                new Problem(
                    path,
                    File.Exists(path) ? "a file that is no run record" : "no such file",
                    "the record of a finished run",
                    "Run the recipe to its end with the same --out."
                )
            );
        WritablePlace.CheckFolder("DIR", folder);
        if (results is not null)
            WritablePlace.CheckFile("--results", results);
        Write(record, path, folder);
        if (results is not null)
            AtomicFile.WriteText(
                results,
                JsonSerializer.Serialize(
                    record with
                    {
                        Epochs = [],
                        Command = Folders().Replace(record.Command, "$1 DIR"),
                    },
                    RecordJson.Indented
                ) + "\n"
            );
        Tables.Write(record);
        Console.Out.WriteLine($"Report: {Path.Combine(folder, "report.html")}");
        return ExitCodes.Done;
    }

    /// <summary>A record that was edited by hand may hold what no run can write.</summary>
    private static void Write(RunRecord record, string path, string folder)
    {
        try
        {
            Report.Write(record, folder);
        }
        catch (Exception error) when (error is not (IOException or UnauthorizedAccessException or OperationCanceledException))
        {
            throw new InputException(
                new Problem(
                    path,
                    $"a record whose values cannot be shown ({error.Message.TrimEnd('.')})",
                    "the record as a run wrote it",
                    "Run the recipe again with the same --out."
                )
            );
        }
    }
}
