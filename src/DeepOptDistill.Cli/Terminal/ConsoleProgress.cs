using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
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
        if (!Console.IsErrorRedirected)
            foreach (var part in Wrapped.Message(VisibleText.Of(line), Width))
                Error.WriteLine(part);
        else if (OutputWidth.OfVariable is { } width)
            foreach (var part in Wrapped.Message(line, width))
                Console.Error.WriteLine(part);
        else
            Console.Error.WriteLine(line);
    }

    /// <summary>Writes what was wrong on stderr: in one line for a log, in lines of whole words where a width is known.</summary>
    public static void Tell(Problem problem)
    {
        if ((Console.IsErrorRedirected ? OutputWidth.OfVariable : Width) is not { } width)
            Console.Error.WriteLine(problem);
        else
            foreach (var part in Wrapped.Message(problem.ToString(), width))
                Console.Error.WriteLine(part);
    }

    public static T Show<T>(Func<IProgress<Core.Progress>, T> work)
    {
        if (Console.IsErrorRedirected)
            return work(new LogProgress(Console.Error, TimeProvider.System));
        return Error
            .Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = BarWidth(Width) },
                new PercentageColumn(),
                new RemainingTimeColumn(),
                new SpinnerColumn()
            )
            .Start(context => work(new Bars(context, DescriptionWidth(Width))));
    }

    /// <summary>Characters of a bar in a terminal of so many columns.</summary>
    internal static int BarWidth(int columns) => columns >= 120 ? 40 : 12;

    /// <summary>Characters that are left for words beside the bar, its share, the clock and the spaces between.</summary>
    internal static int DescriptionWidth(int columns) => Math.Max(16, columns - BarWidth(columns) - Beside);

    private const int Beside = 20;

    /// <summary>Words that fit; where they do not, they end with an ellipsis.</summary>
    internal static string Fitted(string words, int width) => words.Length <= width ? words : $"{words[..Math.Max(0, width - 1)]}…";

    private sealed class Bars(ProgressContext context, int width) : IProgress<Core.Progress>
    {
        private readonly Dictionary<string, (ProgressTask Task, Rate Rate)> tasks = [];

        public void Report(Core.Progress value)
        {
            lock (tasks)
            {
                if (!tasks.TryGetValue(value.Task, out var bar))
                    tasks[value.Task] = bar = (
                        context.AddTask(Markup.Escape(value.Task), maxValue: value.Total),
                        new Rate(TimeProvider.System, value)
                    );
                bar.Task.MaxValue = value.Total;
                // Threads may report in another order than they counted.
                bar.Task.Value = Math.Max(bar.Task.Value, value.Done);
                // What is cut off where the terminal is narrow is the speed.
                string[] parts = [VisibleText.Of(value.Note), bar.Rate.Text(value)];
                var (task, rest) = (Fitted(value.Task, width), string.Join(", ", parts.Where(part => part.Length > 0)));
                bar.Task.Description = $"{Markup.Escape(task)} [grey]{Markup.Escape(Fitted(rest, width - task.Length - 1))}[/]";
            }
        }
    }
}
