using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets;

/// <summary>
/// The raw logits of one teacher for every sample and view, on disk as NumPy parts (float32, rows × classes) with a JSON manifest that
/// lists each finished part and its SHA-256. Written part by part, each under a temporary name first and listed only once it is whole,
/// so a killed run loses at most one part. Reading rows is thread-safe and copies nothing; writing is serialized.
/// </summary>
public sealed class TargetStore : IDisposable
{
    /// <summary>Rows of a part unless stated otherwise: small enough to lose, large enough to amortize a flush to the disk.</summary>
    public const int DefaultPartRows = 4096;

    private readonly Lock gate = new();
    private readonly FileStream held;
    private readonly PartGrid grid;
    private readonly MappedPart?[] parts;
    private readonly List<string> warnings;
    private StoreManifest manifest;

    private TargetStore(string folder, FileStream held, StoreManifest manifest, int views, List<string> warnings)
    {
        (Folder, this.held, this.manifest, this.warnings) = (folder, held, manifest, warnings);
        grid = new PartGrid(manifest.Samples, views, manifest.PartRows);
        parts = new MappedPart?[grid.Count];
    }

    /// <summary>The store's folder: root / hash of the key.</summary>
    public string Folder { get; }

    /// <summary>Samples in each view.</summary>
    public int Samples => grid.Samples;

    /// <summary>Number of views.</summary>
    public int Views => grid.Views;

    /// <summary>Logits in a row.</summary>
    public int Classes => manifest.Classes;

    /// <summary>What was wrong on opening: parts or a manifest that are left out and computed again.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>The parts that are still to be written, by view and first sample.</summary>
    public IReadOnlyList<PartRange> Missing
    {
        get
        {
            lock (gate) return [.. Enumerable.Range(0, grid.Count).Where(part => parts[part] is null).Select(part => grid[part])];
        }
    }

    /// <summary>Whether every row can be read.</summary>
    public bool Complete => Missing.Count == 0;

    /// <summary>
    /// Opens or creates the store of a key, deletes leftover temporary files and verifies every part. A part that is missing, truncated
    /// or altered is dropped, named in <see cref="Warnings"/> and listed in <see cref="Missing"/>; so is everything when the manifest is unreadable.
    /// </summary>
    /// <param name="root">Folder of all stores.</param>
    /// <param name="key">What the answers depend on.</param>
    /// <param name="samples">Samples in each view.</param>
    /// <param name="views">Number of views; a store may be opened again with more or fewer and keeps what it has.</param>
    /// <param name="classes">Logits in a row.</param>
    /// <param name="partRows">Rows of a part in a new store; an existing one keeps its own.</param>
    /// <exception cref="InputException">Another run holds the store, or its folder cannot be written.</exception>
    public static TargetStore Open(string root, StoreKey key, int samples, int views, int classes, int partRows = DefaultPartRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(views);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partRows);
        var folder = Path.Combine(root, key.Hash);
        var held = StoreLock.Take(folder);
        try
        {
            foreach (var leftover in Directory.EnumerateFiles(folder, "*" + AtomicFile.TemporarySuffix)) File.Delete(leftover);
            var warnings = new List<string>();
            var manifest = StoreManifest.Recover(folder, StoreManifest.Empty(key, samples, views, classes, partRows), warnings);
            var store = new TargetStore(folder, held, manifest, views, warnings);
            store.Verify();
            return store;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Stores a missing part: writes and renames the file, then the manifest that lists it.</summary>
    /// <param name="range">One of <see cref="Missing"/>.</param>
    /// <param name="logits">Rows × classes, row-major; −∞ is allowed.</param>
    /// <exception cref="RunFailedException">The disk refuses the file.</exception>
    public void WritePart(PartRange range, ReadOnlySpan<float> logits)
    {
        var part = grid.IndexOf(range);
        if (part < 0) throw new ArgumentException($"found {range}; expected one of the store's missing parts", nameof(range));
        if (logits.Length != range.Rows * Classes) throw new ArgumentException($"found {logits.Length} logits; expected {range.Rows} × {Classes}", nameof(logits));
        lock (gate)
        {
            if (parts[part] is not null) throw new InvalidOperationException($"{range.FileName}: found a part that is already stored; expected a missing one.");
            try
            {
                var listed = PartFile.Write(Folder, range, Classes, logits);
                manifest = manifest.With(listed);
                manifest.Write(Folder);
                parts[part] = PartFile.Map(Folder, range, Classes);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new RunFailedException(new Problem(Path.Combine(Folder, range.FileName), exception.Message, "room and permission to write the part",
                    "Free some space or permit writing, then run again: finished parts are kept."), exception);
            }
        }
    }

    /// <summary>The teacher's raw logits for one view of one sample, straight from the mapped file.</summary>
    /// <exception cref="InvalidOperationException">The row is not stored yet, or the store is disposed.</exception>
    public ReadOnlySpan<float> Row(int view, int sample)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)view, (uint)Views);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sample, (uint)Samples);
        var (place, row) = Math.DivRem(sample, grid.PartRows);
        var part = parts[view * grid.PartsPerView + place];
        return part is not null ? part.Row(row) : throw new InvalidOperationException($"found no stored row for view {view}, sample {sample}; expected a complete store.");
    }

    /// <summary>Maps the sound parts; unlists the others. Parts beyond the views in use stay listed.</summary>
    private void Verify()
    {
        var listed = manifest.Parts;
        var problems = new Problem?[listed.Count];
        Parallel.For(0, listed.Count, i =>
        {
            var place = grid.IndexOf(listed[i].Range());
            if (place >= 0) (parts[place], problems[i]) = PartFile.Open(Folder, listed[i], Classes);
        });
        warnings.AddRange(problems.OfType<Problem>().Select(problem => problem.ToString()));
        manifest = manifest with { Parts = [.. listed.Where((_, i) => problems[i] is null)] };
    }

    /// <summary>Lets other runs open a complete store while this one goes on reading: its parts do not change any more.</summary>
    /// <exception cref="InvalidOperationException">Parts are missing.</exception>
    public void Share()
    {
        if (!Complete) throw new InvalidOperationException($"{Folder}: found {Missing.Count} missing parts; expected a complete store.");
        held.Dispose();
    }

    /// <summary>Unmaps the parts and lets other runs open the store. Spans handed out before must not be used any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var part in parts) part?.Dispose();
            Array.Clear(parts);
        }
        held.Dispose();
    }
}
