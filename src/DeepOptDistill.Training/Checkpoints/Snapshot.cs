using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Checkpoints;

/// <summary>Weights kept along the way, beside a training's checkpoint: the members of a snapshot ensemble.</summary>
/// <remarks>Huang et al. 2017, arXiv 1704.00109.</remarks>
public static class Snapshot
{
    private const string Mark = ".epoch-";

    /// <summary>The snapshots of a training, by the epoch (counted over all stages) that they were taken in.</summary>
    /// <param name="checkpoint">Path of the training's checkpoint.</param>
    public static IReadOnlyList<(int Epoch, string Path)> Of(string checkpoint)
    {
        var (folder, stem) = (Path.GetDirectoryName(Path.GetFullPath(checkpoint))!, Path.GetFileName(checkpoint) + Mark);
        return Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, stem + "*")
                    .Select(file => (Known: int.TryParse(Path.GetFileName(file)[stem.Length..], out var epoch), Epoch: epoch, Path: file))
                    .Where(f => f.Known)
                    .OrderBy(f => f.Epoch)
                    .Select(f => (f.Epoch, f.Path)),
            ]
            : [];
    }

    /// <summary>Gives a network the weights and statistics of a snapshot.</summary>
    public static void Restore(Network network, string path)
    {
        var values =
            Safetensors.TryRead(path)?.Values
            ?? throw new IOException(
                $"{path}: found a damaged snapshot; expected one that was written whole. Delete the run's checkpoints and run again."
            );
        foreach (var (name, tensor) in network.State)
            Safetensors.Restore(tensor, values[name]);
    }

    internal static void Write(Network network, string checkpoint, int epoch) =>
        Safetensors.Write($"{checkpoint}{Mark}{epoch}", network.State, new Dictionary<string, string>());
}
