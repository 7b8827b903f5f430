using System.CommandLine;
using System.CommandLine.Help;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Cli.Verbs;

namespace DeepOptDistill.Cli;

/// <summary>The command <c>deepopt</c>.</summary>
public static class Program
{
    private const int LongestCommand = 200;

    /// <summary>Verbs that go on where they were stopped, for which they save themselves first.</summary>
    private static readonly string[] Saving = ["distill", "doctor", "fetch", "label", "search", "study", "train"];

    /// <summary>Parses, calls one verb, turns what was thrown into an exit code.</summary>
    public static async Task<int> Main(string[] args)
    {
        var (output, error) = (Console.Out, Console.Error);
        ConsoleProgress.Open(error);
        Console.SetOut(new VisibleWriter(output));
        Console.SetError(new VisibleWriter(error));
        try
        {
            return await Run(args).ConfigureAwait(false);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    private static async Task<int> Run(string[] args)
    {
        var command = Shortened("deepopt " + string.Join(' ', args));
        // What other threads throw does not pass Main.
        AppDomain.CurrentDomain.UnhandledException += (_, thrown) =>
            Environment.Exit(Failures.Tell((Exception)thrown.ExceptionObject, command));
        var root = new RootCommand(
            "Compress an ensemble of trained ONNX networks into one small network, and report honestly what that cost."
        )
        {
            AdviseVerb.Create(),
            CheckVerb.Create(),
            DataVerb.Create(),
            DistillVerb.Create(),
            DoctorVerb.Create(),
            EvaluateVerb.Create(),
            InitVerb.Create(),
            InspectVerb.Create(),
            LabelVerb.Create(),
            ListVerb.Create(),
            MungeVerb.Create(),
            PlanVerb.Create(),
            ReportVerb.Create(),
            SearchVerb.Create(),
            StudyVerb.Create(),
            TrainVerb.Create(),
        };
        // A pipe has no width of its own; what is said for it holds for help, too.
        if (OutputWidth.Columns is { } width && root.Options.OfType<HelpOption>().First().Action is HelpAction help)
            help.MaxWidth = width;
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.UnmatchedTokens.Count == 0 && parsed.CommandResult.Command.Subcommands.Count > 0)
            parsed = root.Parse([.. args, "--help"]);
        if (parsed.Errors.Count > 0 || UnknownWords.Option(parsed) is not null)
            return ExitCodes.Refuse(parsed);
        if (parsed.Tokens.Any(token => token.Value.Length == 0))
            return ExitCodes.RefuseEmpty();
        using var interrupts = new Interrupts(Saving.Contains(parsed.CommandResult.Command.Name));
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await ExitCodes.Of(() => parsed.InvokeAsync(invocation, interrupts.Token), command).ConfigureAwait(false);
    }

    private static string Shortened(string command) => command.Length <= LongestCommand ? command : command[..LongestCommand] + "…";
}
