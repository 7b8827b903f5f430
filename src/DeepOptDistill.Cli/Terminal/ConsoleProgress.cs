using DeepOptDistill.Core;
using Spectre.Console;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>Shows long work on stderr: bars with speed and time left on a terminal, plain lines in a log.</summary>
internal static class ConsoleProgress
{
    /// <summary>A console on stderr, so that stdout is the result alone.</summary>
    public static IAnsiConsole Error { get; private set; } = AnsiConsole.Console;

    /// <summary>Columns of the terminal.</summary>
    public static int Width => AnsiConsole.Console.Profile.Width;

    /// <summary>Takes the terminal itself: bars are drawn by control characters, which no name may send.</summary>
    public static void Open(TextWriter error) => Error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });

    /// <summary>Writes a line on stderr, above the bars where some are shown.</summary>
    public static void WriteLine(string line)
    {
        if (Console.IsErrorRedirected) Console.Error.WriteLine(line);
        else Error.WriteLine(VisibleText.Of(line));
    }

    public static T Show<T>(Func<IProgress<Core.Progress>, T> work)
    {
        if (Console.IsErrorRedirected) return work(new LogProgress(Console.Error, TimeProvider.System));
        return Error.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .Start(context => work(new Bars(context)));
    }

    private sealed class Bars(ProgressContext context) : IProgress<Core.Progress>
    {
        private readonly Dictionary<string, (ProgressTask Task, Rate Rate)> tasks = [];

        public void Report(Core.Progress value)
        {
            lock (tasks)
            {
                if (!tasks.TryGetValue(value.Task, out var bar)) tasks[value.Task] = bar = (context.AddTask(Markup.Escape(value.Task), maxValue: value.Total), new Rate(TimeProvider.System, value));
                bar.Task.Value = value.Done;
                var note = value.Note.Length > 0 ? ", " + VisibleText.Of(value.Note) : "";
                bar.Task.Description = $"{Markup.Escape(value.Task)} [grey]{Markup.Escape(bar.Rate.Text(value) + note)}[/]";
            }
        }
    }
}
