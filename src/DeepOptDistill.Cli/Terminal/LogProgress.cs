using System.Globalization;
using DeepOptDistill.Core;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>Progress as plain lines: one when a task begins and ends, and one every ten seconds between.</summary>
internal sealed class LogProgress(TextWriter writer, TimeProvider clock) : IProgress<Core.Progress>
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, (Rate Rate, long Written)> tasks = [];

    public void Report(Core.Progress value)
    {
        lock (tasks)
        {
            var known = tasks.TryGetValue(value.Task, out var task);
            if (known && value.Done < value.Total && clock.GetElapsedTime(task.Written) < Every)
                return;
            task = (known ? task.Rate : new Rate(clock, value), clock.GetTimestamp());
            tasks[value.Task] = task;
            writer.WriteLine(VisibleText.Of(Line(value, task.Rate)));
        }
    }

    private static string Counted(Core.Progress value) =>
        value.Total == 1 ? $"1 {value.Unit.TrimEnd('s')}" : string.Create(CultureInfo.InvariantCulture, $"{value.Total:#,0} {value.Unit}");

    private static string Line(Core.Progress value, Rate rate)
    {
        var share = 100.0 * value.Done / Math.Max(1, value.Total);
        List<string> parts = [string.Create(CultureInfo.InvariantCulture, $"{value.Task}: {share:0} % of {Counted(value)}")];
        if (rate.Text(value) is { Length: > 0 } speed)
            parts.Add(speed);
        if (value.Done < value.Total && rate.Left(value) is { } left)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{left.TotalSeconds:#,0} s left"));
        if (value.Note.Length > 0)
            parts.Add(value.Note);
        return string.Join(", ", parts);
    }
}
