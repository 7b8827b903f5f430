using System.Globalization;
using System.Text.Json;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Training.Checkpoints;

/// <summary>Where a training is: everything besides the tensors that a resumed run needs to go on as if nothing had happened.</summary>
internal sealed record Position
{
    public int Stage { get; init; }

    /// <summary>Steps done in the stage.</summary>
    public long Step { get; init; }

    public Tally Tally { get; init; } = new();

    public IReadOnlyList<EpochRecord> Epochs { get; init; } = [];
}

/// <summary>A saved moment of a training: weights, running statistics, optimizer state and position, in one safetensors file.</summary>
internal sealed class Checkpoint(string path, string identity)
{
    /// <summary>Before the names of the network's own tensors.</summary>
    public const string Network = "network/";
    private IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values = new Dictionary<string, ReadOnlyMemory<byte>>();
    private long optimizerSteps;

    /// <summary>Where to go on; the start where there is no usable checkpoint of this identity.</summary>
    public Position Read(Network network)
    {
        if (!File.Exists(path) || Safetensors.TryRead(path) is not { } file || file.Metadata.GetValueOrDefault("identity") != identity) return new Position();
        values = file.Values;
        optimizerSteps = long.Parse(file.Metadata["optimizer_steps"], CultureInfo.InvariantCulture);
        foreach (var (name, tensor) in network.State) Safetensors.Restore(tensor, values[Network + name]);
        return JsonSerializer.Deserialize<Position>(file.Metadata["position"], RecordJson.Line)!;
    }

    /// <summary>Gives a stage the state it was saved with.</summary>
    public void Restore(StageWork work)
    {
        work.Optimizer.Steps = optimizerSteps;
        foreach (var (name, tensor) in work.State) Safetensors.Restore(tensor, values[name]);
    }

    /// <summary>Replaces the checkpoint; between two stages there is no stage at work.</summary>
    public void Write(Network network, StageWork? work, Position position) => Safetensors.Write(
        path,
        [.. network.State.Select(s => (Network + s.Name, s.Value)), .. work?.State ?? []],
        new Dictionary<string, string>
        {
            ["identity"] = identity,
            ["optimizer_steps"] = (work?.Optimizer.Steps ?? 0).ToString(CultureInfo.InvariantCulture),
            ["position"] = JsonSerializer.Serialize(position, RecordJson.Line),
        });
}
