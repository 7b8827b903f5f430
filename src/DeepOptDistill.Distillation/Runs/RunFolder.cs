using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>The folder of one run: names of its files, and a lock so that two processes never write into it at once.</summary>
public sealed class RunFolder : IDisposable
{
    private const string Foreign = "Choose another --out, or delete the folder.";
    private readonly FileStream guard;

    private RunFolder(string path, FileStream guard) => (this.Path, this.guard) = (path, guard);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The run's record, written last.</summary>
    public string Record => In("record.json");

    /// <summary>One line per epoch.</summary>
    public string Metrics => In("metrics.jsonl");

    /// <summary>Opens the folder for a run of this hash.</summary>
    /// <exception cref="InputException">It cannot be written, holds another run, or is in use.</exception>
    public static RunFolder Open(string path, string hash)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.Combine(path, "checkpoints"));
            var folder = new RunFolder(path, new FileStream(System.IO.Path.Combine(path, "checkpoints", ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            AtomicFile.Clear(path);
            AtomicFile.Clear(System.IO.Path.Combine(path, "checkpoints"));
            folder.Claim(hash);
            return folder;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException(new Problem(path, $"a folder that cannot be written ({e.Message})", "a writable folder", "Choose another --out."));
        }
        catch (IOException e)
        {
            throw new InputException(new Problem(path, e.Message, "a writable folder that no other process uses", "Wait for the other run, or choose another --out."));
        }
    }

    /// <summary>Reads a record, or null where there is none that can be read.</summary>
    public static RunRecord? ReadRecord(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<RunRecord>(File.ReadAllText(path), RecordJson.Indented) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The first exported file that a record names and the folder has not as it was written; null where all are there.</summary>
    public string? Lost(RunRecord record)
    {
        var own = record.Models.Where(model => model.Role is Role.Baseline or Role.Student).SelectMany(model => model.Seeds);
        return own.FirstOrDefault(seed => !File.Exists(In(seed.File)) || ContentHash.OfFile(In(seed.File)) != seed.Hash)?.File;
    }

    /// <summary>The exported file of a model, relative to the folder: the first seed's under its plain name.</summary>
    public static string ModelFile(Role role, long seed, long firstSeed)
    {
        var name = role == Role.Baseline ? "baseline" : "student";
        return seed == firstSeed ? $"{name}.onnx" : $"seeds/{name}-{seed}.onnx";
    }

    /// <summary>The exported file of a snapshot, relative to the folder: a teacher for another recipe, by its path.</summary>
    /// <param name="stem">Name of the model's checkpoint, such as <c>student-3</c>.</param>
    /// <param name="epoch">The epoch that it was taken in.</param>
    public static string SnapshotFile(string stem, int epoch) => $"snapshots/{stem}-epoch-{epoch}.onnx";

    /// <summary>The checkpoint of a model.</summary>
    /// <param name="stem">Its name without ending, such as <c>student-3</c>.</param>
    public string Checkpoint(string stem) => In("checkpoints", $"{stem}.safetensors");

    /// <summary>A path in the folder.</summary>
    public string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <inheritdoc/>
    public void Dispose() => guard.Dispose();

    private void Claim(string hash)
    {
        var file = In("checkpoints", "recipe-hash");
        var found = File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        if (found is null) AtomicFile.WriteText(file, hash + "\n");
        else if (found != hash)
        {
            guard.Dispose();
            throw new InputException(new Problem(Path, $"a run of another recipe, data or teachers (hash {found[..Math.Min(12, found.Length)]})", $"an empty folder or a run of this recipe (hash {hash[..12]})", Foreign));
        }
    }
}
