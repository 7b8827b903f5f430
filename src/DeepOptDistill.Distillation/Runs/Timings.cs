using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// Wall time of each piece of work, summed over interruptions: saved whenever a piece ends or is cancelled and every few seconds on the
/// way, so that of a killed one no more than these are lost.
/// </summary>
internal sealed class Timings
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly string path;
    private readonly TimeProvider clock;
    private readonly List<TimingRecord> list;
    private readonly List<(string Task, long Began)> running = [];
    private readonly Lock gate = new();

    public Timings(string path, TimeProvider clock)
    {
        (this.path, this.clock) = (path, clock);
        list = Read(path);
    }

    public IReadOnlyList<TimingRecord> List => list;

    public T Measure<T>(string task, Func<T> work)
    {
        var one = (task, clock.GetTimestamp());
        using var pulse = clock.CreateTimer(_ => Pulse(), null, Pace, Pace);
        using (gate.EnterScope())
            running.Add(one);
        try
        {
            return work();
        }
        finally
        {
            using (gate.EnterScope())
            {
                running.Remove(one);
                Add(list, one);
                Save();
            }
        }
    }

    /// <summary>On the way; where it cannot be written, the end of the piece says so.</summary>
    private void Pulse()
    {
        using var held = gate.EnterScope();
        if (running.Count == 0)
            return;
        try
        {
            Save();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }

    /// <summary>Writes what has ended, and what has not as if it ended now.</summary>
    private void Save()
    {
        List<TimingRecord> now = [.. list];
        foreach (var one in running)
            Add(now, one);
        AtomicFile.WriteText(path, JsonSerializer.Serialize(now, RecordJson.Indented) + "\n");
    }

    private void Add(List<TimingRecord> records, (string Task, long Began) one)
    {
        var seconds = clock.GetElapsedTime(one.Began).TotalSeconds;
        var at = records.FindIndex(record => record.Task == one.Task);
        if (at < 0)
            records.Add(new TimingRecord(one.Task, Math.Round(seconds, 2)));
        else
            records[at] = records[at] with { Seconds = Math.Round(records[at].Seconds + seconds, 2) };
    }

    private static List<TimingRecord> Read(string path)
    {
        try
        {
            var read = File.Exists(path)
                ? JsonSerializer.Deserialize<List<TimingRecord?>>(File.ReadAllText(path), RecordJson.Indented)
                : [];
            return [.. (read ?? []).OfType<TimingRecord>().Where(timing => timing.Task is not null && double.IsFinite(timing.Seconds))];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
