using System.Globalization;
using System.Text.Json;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Checkpoints;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>Where a training is: everything besides the tensors that a resumed run needs to go on as if nothing had happened.</summary>
internal sealed record Position
{
    public int Stage { get; init; }

    /// <summary>Steps done in the stage.</summary>
    public long Step { get; init; }

    public Tally Tally { get; init; } = new();

    public IReadOnlyList<EpochRecord> Epochs { get; init; } = [];

    /// <summary>The courses of its peers; empty for a network that is trained alone.</summary>
    public IReadOnlyList<PeerCourse> Peers { get; init; } = [];
}

/// <summary>Where a peer is, besides its tensors: stage and step are the first network's.</summary>
internal sealed record PeerCourse
{
    public Tally Tally { get; init; } = new();

    public IReadOnlyList<EpochRecord> Epochs { get; init; } = [];
}

/// <summary>A saved moment of a training: weights, running statistics, optimizer state and position, in one safetensors file.</summary>
internal sealed class Checkpoint(string path, string identity, Action<string>? warn = null)
{
    /// <summary>Before the names of the network's own tensors.</summary>
    public const string Network = "network/";
    private IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values = new Dictionary<string, ReadOnlyMemory<byte>>();
    private long optimizerSteps;

    /// <summary>Where to go on; the start where there is no usable checkpoint of this identity.</summary>
    public Position Read(Network network, IReadOnlyList<Peer> peers)
    {
        var start = new Position { Peers = [.. peers.Select(_ => new PeerCourse())] };
        if (!File.Exists(path))
            return start;
        if (Safetensors.TryRead(path) is not { } file)
        {
            warn?.Invoke($"Warning: {path} is damaged: this training starts over.");
            return start;
        }
        if (file.Metadata.GetValueOrDefault("identity") != identity)
            return start;
        values = file.Values;
        optimizerSteps = long.Parse(file.Metadata["optimizer_steps"], CultureInfo.InvariantCulture);
        foreach (var (name, tensor) in Of(network, peers))
            Safetensors.Restore(tensor, values[name]);
        return JsonSerializer.Deserialize<Position>(file.Metadata["position"], RecordJson.Line)!;
    }

    /// <summary>Gives a stage the state it was saved with, on the network and on each peer.</summary>
    public void Restore(StageWork work, IReadOnlyList<StageWork> peers)
    {
        foreach (var one in peers.Prepend(work))
            one.Optimizer.Steps = optimizerSteps;
        foreach (var (name, tensor) in Of([work, .. peers]))
            Safetensors.Restore(tensor, values[name]);
    }

    /// <summary>Replaces the checkpoint; between two stages there is no stage at work.</summary>
    public void Write(Network network, IReadOnlyList<Peer> peers, IReadOnlyList<StageWork> works, Position position) =>
        Safetensors.Write(
            path,
            [.. Of(network, peers), .. Of(works)],
            new Dictionary<string, string>
            {
                ["identity"] = identity,
                ["optimizer_steps"] = (works.Count > 0 ? works[0].Optimizer.Steps : 0).ToString(CultureInfo.InvariantCulture),
                ["position"] = JsonSerializer.Serialize(position, RecordJson.Line),
            }
        );

    private static IEnumerable<(string Name, Tensor Value)> Of(Network network, IReadOnlyList<Peer> peers) =>
        peers
            .Select(peer => peer.Network)
            .Prepend(network)
            .SelectMany((one, k) => one.State.Select(s => (Of(k) + Network + s.Name, s.Value)));

    private static IEnumerable<(string Name, Tensor Value)> Of(IReadOnlyList<StageWork> works) =>
        works.SelectMany((work, k) => work.State.Select(s => (Of(k) + s.Name, s.Value)));

    // The first network's tensors have plain names.
    private static string Of(int k) => k == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"peer{k + 1}/");
}
