using System.Runtime.InteropServices;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Checkpoints;

namespace DeepOptDistill.Training.Loop;

/// <summary>Weights and running statistics of a training, from its checkpoint, to begin another training with.</summary>
public sealed class TrainedWeights
{
    private readonly string path;
    private readonly IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values;

    private TrainedWeights(string path, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values) =>
        (this.path, this.values) = (path, values);

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">Path of the training's checkpoint.</param>
    /// <exception cref="IOException">The file is missing or damaged.</exception>
    public static TrainedWeights Read(string path) =>
        new(
            path,
            Safetensors.TryRead(path)?.Values
                ?? throw new IOException(
                    $"{path}: found a damaged checkpoint; expected one that was written whole. Delete it and run again."
                )
        );

    /// <summary>Gives them to a network of the same layers, whose last layer may have other outputs.</summary>
    /// <param name="network">The network.</param>
    /// <param name="groups"> For each of its outputs the trained outputs that it stands for; null where they are the same. An output that
    /// stands for several begins with the mean of their weights and biases and the logarithm of their number on the bias: what they sum to
    /// where they are equal.
    /// </param>
    /// <exception cref="ArgumentException">The network has a tensor that was not trained, or one of another size.</exception>
    public void CopyTo(Network network, IReadOnlyList<IReadOnlyList<int>>? groups = null)
    {
        var last = network.Layers[^1].Name + ".";
        foreach (var (name, tensor) in network.State)
        {
            var trained = values.TryGetValue(Checkpoint.Network + name, out var found)
                ? found
                : throw new ArgumentException(
                    $"{path}: found no tensor '{name}' of '{network.Spec.Name}'; expected a network of the same layers",
                    nameof(network)
                );
            var given =
                groups is null || !name.StartsWith(last, StringComparison.Ordinal)
                    ? trained
                    : Merged(trained, (int)(tensor.numel() / groups.Count), groups, isBias: tensor.dim() == 1);
            if (given.Length != tensor.numel() * tensor.element_size())
                throw new ArgumentException(
                    $"{path}: found {given.Length} bytes for tensor '{name}' of '{network.Spec.Name}'; expected "
                        + $"{tensor.numel() * tensor.element_size()}",
                    nameof(network)
                );
            Safetensors.Restore(tensor, given);
        }
    }

    private static ReadOnlyMemory<byte> Merged(
        ReadOnlyMemory<byte> trained,
        int width,
        IReadOnlyList<IReadOnlyList<int>> groups,
        bool isBias
    )
    {
        var old = MemoryMarshal.Cast<byte, float>(trained.Span).ToArray();
        float[] merged =
        [
            .. from members in groups
            from i in Enumerable.Range(0, width)
            select (float)(members.Average(o => old[(o * width) + i]) + (isBias ? Math.Log(members.Count) : 0)),
        ];
        return MemoryMarshal.AsBytes(merged.AsSpan()).ToArray();
    }
}
