using System.Globalization;
using System.Text.Json;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Stopping;

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
    private const string Network = "network/", Optimizer = "optimizer/";
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

    /// <summary>Gives an optimizer, and best weights where they are kept, the state they were saved with.</summary>
    public void Restore(OptimizerState optimizer, BestWeights? best)
    {
        optimizer.Steps = optimizerSteps;
        foreach (var (name, tensor) in best?.State ?? []) Safetensors.Restore(tensor, values[name]);
        foreach (var (name, tensor) in optimizer.State) Safetensors.Restore(tensor, values[Optimizer + name]);
    }

    /// <summary>Replaces the checkpoint.</summary>
    public void Write(Network network, OptimizerState? optimizer, BestWeights? best, Position position) => Safetensors.Write(
        path,
        [.. network.State.Select(s => (Network + s.Name, s.Value)), .. (optimizer?.State ?? []).Select(s => (Optimizer + s.Name, s.Value)), .. best?.State ?? []],
        new Dictionary<string, string>
        {
            ["identity"] = identity,
            ["optimizer_steps"] = (optimizer?.Steps ?? 0).ToString(CultureInfo.InvariantCulture),
            ["position"] = JsonSerializer.Serialize(position, RecordJson.Line),
        });
}
