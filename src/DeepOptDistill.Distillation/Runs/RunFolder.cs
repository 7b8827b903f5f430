using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>The folder of one run: names of its files, and a lock so that two processes never write into it at once.</summary>
public sealed class RunFolder : IDisposable
{
    /// <summary>Characters of a hash, and of the part of one that is shown.</summary>
    private const int HashLength = 64,
        Shown = 12;

    private const string Foreign = "Choose another --out, or begin anew with --overwrite.";

    /// <summary>
    /// What a run writes beside its checkpoints, and the page of the doctor who looked at its teachers; nothing else is ever deleted.
    /// </summary>
    private static readonly string[] Own =
    [
        "record.json",
        "metrics.jsonl",
        "student.onnx",
        "baseline.onnx",
        "teacher.yaml",
        "baseline.yaml",
        "learned.npy",
        "report.html",
        "report.md",
        "report.json",
        "doctor.html",
        "doctor.md",
        "doctor.json",
    ];

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
    public static RunFolder Open(string path, string hash) => Open(path, new RunIdentity(hash, []), overwrite: false);

    /// <summary>Looks whether a recipe's run could begin or go on in a folder, and leaves it as it is.</summary>
    /// <param name="path">The folder; it need not be there.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="overwrite">Whether a run of another identity that lies there would be deleted.</param>
    /// <exception cref="InputException">It cannot be written, or holds something that is to stay.</exception>
    public static void Check(string path, CheckedRecipe recipe, bool overwrite)
    {
        WritablePlace.CheckFolder("--out", path);
        if (!Directory.Exists(path) || overwrite)
            return;
        if (Strange(path) is { } stranger)
            throw stranger;
        if (Refusal(path, RunIdentity.Of(recipe)) is { } refusal)
            throw refusal;
    }

    /// <summary>Opens the folder for a run.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="identity">What the run is known by.</param>
    /// <param name="overwrite">Whether a run of another identity that lies there is deleted.</param>
    /// <exception cref="InputException">It cannot be written, holds another run that is to stay, or is in use.</exception>
    internal static RunFolder Open(string path, RunIdentity identity, bool overwrite)
    {
        WritablePlace.CheckFolder("--out", path);
        if (!overwrite && Strange(path) is { } strange)
            throw strange;
        try
        {
            Directory.CreateDirectory(System.IO.Path.Combine(path, "checkpoints"));
            var folder = new RunFolder(path, Locked(path));
            AtomicFile.Clear(path);
            AtomicFile.Clear(System.IO.Path.Combine(path, "checkpoints"));
            folder.Claim(identity, overwrite);
            return folder;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new InputException(
                new Problem(
                    path,
                    $"a folder that cannot be written ({e.Message.TrimEnd('.')})",
                    "a writable folder",
                    "Choose another --out."
                )
            );
        }
    }

    /// <summary>A file of a folder in which no run lies; null where there is none that a run would be mixed with.</summary>
    private static string? Stranger(string path)
    {
        if (!Directory.Exists(path) || Directory.Exists(System.IO.Path.Combine(path, "checkpoints")))
            return null;
        return Directory
            .EnumerateFileSystemEntries(path)
            .Select(entry => System.IO.Path.GetFileName(entry)!)
            .FirstOrDefault(name => !name.StartsWith('.') && !name.StartsWith("doctor.", StringComparison.Ordinal));
    }

    private static FileStream Locked(string path)
    {
        var file = System.IO.Path.Combine(path, "checkpoints", ".lock");
        try
        {
            return new LockFile(file);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new InputException(
                new Problem(
                    path,
                    $"a folder that {LockFile.Owner(file) ?? "another run"} uses",
                    "one that no other process uses",
                    "Wait for the other run, or choose another --out."
                )
            );
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
        var own = record
            .Models.Where(model => model.Role is Role.Baseline or Role.Student)
            .SelectMany(model => model.Seeds)
            .Select(seed => (seed.File, seed.Hash))
            .Concat(record.Finish.Select(step => (step.File, step.Hash)));
        return own.FirstOrDefault(file => !File.Exists(In(file.File)) || ContentHash.OfFile(In(file.File)) != file.Hash).File;
    }

    /// <summary>Refuses to go on where somebody deleted what was exported a moment ago.</summary>
    /// <exception cref="RunFailedException">A file is gone.</exception>
    internal void CheckKept(IEnumerable<string> files)
    {
        if (files.FirstOrDefault(file => !File.Exists(In(file))) is { } gone)
            throw new RunFailedException(
                new Problem(
                    In(gone),
                    "no such file any more",
                    "the network that this run exported there",
                    "Something deleted it: run again."
                )
            );
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

    private void Claim(RunIdentity identity, bool overwrite)
    {
        var (file, lines) = (HashFile(Path), LinesFile(Path));
        var found = Found(file);
        if (found == identity.Hash)
            return;
        var refusal = Refusal(Path, identity);
        if (refusal is not null && !overwrite)
        {
            guard.Dispose();
            throw refusal;
        }
        if (refusal is not null)
            Clear();
        AtomicFile.WriteText(lines, string.Join('\n', identity.Lines) + "\n");
        AtomicFile.WriteText(file, identity.Hash + "\n");
    }

    private static InputException? Strange(string path) =>
        Stranger(path) is not { } stranger
            ? null
            : new InputException(
                new Problem(
                    path,
                    $"a folder that holds other files ({stranger})",
                    "an empty folder, a new one, or a run of this recipe",
                    Foreign
                )
            );

    /// <summary>Why a run may not lie in a folder; null where it may.</summary>
    private static InputException? Refusal(string path, RunIdentity identity)
    {
        var (file, lines) = (HashFile(path), LinesFile(path));
        if (Found(file) is not { } found || found == identity.Hash)
            return null;
        IReadOnlyList<string> known = File.Exists(lines) ? File.ReadAllLines(lines) : [];
        if (!IsDamaged(found))
            return Another(path, identity, found, known);
        return known.SequenceEqual(identity.Lines) ? null : Damaged(file, found);
    }

    private static string HashFile(string path) => System.IO.Path.Combine(path, "checkpoints", "recipe-hash");

    private static string LinesFile(string path) => System.IO.Path.Combine(path, "checkpoints", "recipe-lines");

    private static string? Found(string file) => File.Exists(file) ? File.ReadAllText(file).Trim() : null;

    /// <summary>Whether what stands for a hash was cut or altered. The lines beside it then tell whose run it is.</summary>
    private static bool IsDamaged(string hash) => hash.Length != HashLength || !hash.All(char.IsAsciiHexDigitLower);

    private static InputException Damaged(string file, string found) =>
        new(
            new Problem(
                file,
                FormattableString.Invariant($"{found.Length} characters that are no hash of a recipe"),
                FormattableString.Invariant($"the {HashLength} that a run wrote: whose run lies here can't be told"),
                Foreign
            )
        );

    private static InputException Another(string path, RunIdentity identity, string found, IReadOnlyList<string> lines)
    {
        var changes = lines.Count > 0 && identity.Changes(lines) is { Length: > 0 } known ? $": {known}" : "";
        var shown = found[..Shown] == identity.Hash[..Shown] ? HashLength : Shown;
        return new InputException(
            new Problem(
                path,
                $"a run of another recipe, data or teachers (hash {found[..shown]}{changes})",
                $"an empty folder or a run of this recipe (hash {identity.Hash[..shown]})",
                Foreign
            )
        );
    }

    /// <summary>Deletes what a run wrote, and leaves what somebody else put there.</summary>
    private void Clear()
    {
        foreach (var name in Own)
            File.Delete(In(name));
        foreach (var file in Directory.EnumerateFiles(In("checkpoints")).Where(file => System.IO.Path.GetFileName(file) != ".lock"))
            File.Delete(file);
        var steps = Directory.Exists(In("finish")) ? Directory.GetDirectories(In("finish")) : [];
        foreach (var folder in new[] { In("seeds"), In("snapshots"), In("generations"), In("peers") }.Concat(steps).Where(Directory.Exists))
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => System.IO.Path.GetExtension(file) is ".onnx" or ".yaml"))
            File.Delete(file);
    }
}
