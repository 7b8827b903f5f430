using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>Wall time of each piece of work, summed over interruptions: saved whenever a piece ends or is cancelled.</summary>
internal sealed class Timings
{
    private readonly string path;
    private readonly TimeProvider clock;
    private readonly List<TimingRecord> list;
    private readonly Lock gate = new();

    public Timings(string path, TimeProvider clock)
    {
        (this.path, this.clock) = (path, clock);
        list = Read(path);
    }

    public IReadOnlyList<TimingRecord> List => list;

    public T Measure<T>(string task, Func<T> work)
    {
        var began = clock.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            Add(task, clock.GetElapsedTime(began).TotalSeconds);
        }
    }

    private void Add(string task, double seconds)
    {
        using var held = gate.EnterScope();
        var at = list.FindIndex(t => t.Task == task);
        if (at < 0) list.Add(new TimingRecord(task, Math.Round(seconds, 2)));
        else list[at] = list[at] with { Seconds = Math.Round(list[at].Seconds + seconds, 2) };
        AtomicFile.WriteText(path, JsonSerializer.Serialize(list, RecordJson.Indented) + "\n");
    }

    private static List<TimingRecord> Read(string path)
    {
        try
        {
            var read = File.Exists(path) ? JsonSerializer.Deserialize<List<TimingRecord?>>(File.ReadAllText(path), RecordJson.Indented)
                : [];
            return [.. (read ?? []).OfType<TimingRecord>().Where(timing => timing.Task is not null && double.IsFinite(timing.Seconds))];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
