using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// What was decided when a run began. It stays so when the run goes on: the free disk of another day must not turn stored hints into live
/// ones, which are rounded otherwise.
/// </summary>
/// <param name="Threads">Threads of both engines.</param>
/// <param name="Cached">Whether hints are stored; null of a run without hints.</param>
internal sealed record RunBeginning(int Threads, bool? Cached)
{
    private const int HashLength = 12;
    private const string FileName = "checkpoints/beginning.json";

    /// <summary>Hash of the others: what was altered is not believed.</summary>
    public string? Hash { get; init; }

    /// <summary>Reads what was decided, or decides.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="threads">Threads of this go.</param>
    /// <param name="cached">Decides about hints; null of a run without.</param>
    public static RunBeginning Of(RunFolder folder, int threads, Func<bool>? cached)
    {
        var file = folder.In(FileName);
        if (Known(folder.Path) is { } begun)
            return begun;
        var now = new RunBeginning(threads, cached?.Invoke());
        now = now with { Hash = now.Computed };
        AtomicFile.WriteText(file, JsonSerializer.Serialize(now, RecordJson.Indented) + "\n");
        return now;
    }

    /// <summary>What was decided in a folder; null where nothing was, or not as it is written.</summary>
    public static RunBeginning? Known(string folder) =>
        Read(Path.Combine(folder, FileName)) is { } begun && begun.Hash == begun.Computed ? begun : null;

    /// <summary>What must be told of a run that goes on with another number of threads; nothing where it is the same.</summary>
    public IReadOnlyList<string> Notes(int threads) =>
        threads == Threads
            ? []
            :
            [
                $"The run began on {Counted(Threads)} and went on with {threads}: sums are rounded in another order, "
                    + "so it may differ in the last digits from one without interruption.",
            ];

    private static string Counted(int threads) => Noun.Counted(threads, "thread");

    private string Computed => ContentHash.Of($"{Threads}", $"{Cached}")[..HashLength];

    private static RunBeginning? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<RunBeginning>(File.ReadAllText(file), RecordJson.Indented) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
