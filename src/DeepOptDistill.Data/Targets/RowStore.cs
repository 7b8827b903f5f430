using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets;

/// <summary>
/// What one teacher answers for every sample and view, on disk as NumPy parts (rows × columns) with a JSON manifest that lists each
/// finished part and its SHA-256. Written part by part, each under a temporary name first and listed only once it is whole, so a killed run
/// loses at most one part. Reading rows is thread-safe and copies nothing; writing is serialized.
/// </summary>
/// <typeparam name="T">Type of the numbers: float or Half.</typeparam>
public abstract class RowStore<T> : IDisposable
    where T : unmanaged
{
    private readonly Lock gate = new();
    private readonly FileStream held;
    private readonly PartGrid grid;
    private readonly MappedPart<T>?[] parts;
    private readonly List<string> warnings;
    private StoreManifest manifest;

    private protected RowStore(OpenedStore opened)
    {
        (Folder, held, manifest, warnings) = (opened.Folder, opened.Held, opened.Manifest, [.. opened.Warnings]);
        grid = new PartGrid(manifest.Samples, opened.Views, manifest.PartRows);
        parts = new MappedPart<T>?[grid.Count];
        try
        {
            Verify();
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The store's folder: root / hash of the key.</summary>
    public string Folder { get; }

    /// <summary>Samples in each view.</summary>
    public int Samples => grid.Samples;

    /// <summary>Number of views.</summary>
    public int Views => grid.Views;

    /// <summary>Numbers in a row.</summary>
    public int Columns => manifest.Columns;

    /// <summary>Rows of a part; the last one of a view may have fewer.</summary>
    public int PartRows => grid.PartRows;

    /// <summary>What was wrong on opening: parts or a manifest that are left out and computed again.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>The parts that are still to be written, by view and first sample.</summary>
    public IReadOnlyList<PartRange> Missing
    {
        get
        {
            lock (gate)
                return [.. Enumerable.Range(0, grid.Count).Where(part => parts[part] is null).Select(part => grid[part])];
        }
    }

    /// <summary>Whether every row can be read.</summary>
    public bool Complete => Missing.Count == 0;

    /// <summary>Stores a missing part: writes and renames the file, then the manifest that lists it.</summary>
    /// <param name="range">One of <see cref="Missing"/>.</param>
    /// <param name="rows">Rows × columns, row-major; −∞ and NaN are allowed.</param>
    /// <exception cref="RunFailedException">The disk refuses the file.</exception>
    public void WritePart(PartRange range, ReadOnlySpan<T> rows)
    {
        var part = grid.IndexOf(range);
        if (part < 0)
            throw new ArgumentException($"found {range}; expected one of the store's missing parts", nameof(range));
        if (rows.Length != (long)range.Rows * Columns)
            throw new ArgumentException($"found {rows.Length} numbers; expected {range.Rows} × {Columns}", nameof(rows));
        lock (gate)
        {
            if (parts[part] is not null)
                throw new InvalidOperationException($"{range.FileName}: found a part that is already stored; expected a missing one.");
            try
            {
                var listed = PartFile.Write(Folder, range, Columns, rows);
                manifest = manifest.With(listed);
                manifest.Write(Folder);
                parts[part] = PartFile.Map<T>(Folder, range, Columns);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new RunFailedException(
                    new Problem(
                        Path.Combine(Folder, range.FileName),
                        exception.Message,
                        "room and permission to write the part",
                        "Free some space or permit writing, then run again: finished parts are kept."
                    ),
                    exception
                );
            }
        }
    }

    /// <summary>The teacher's answer to one view of one sample, straight from the mapped file.</summary>
    /// <exception cref="InvalidOperationException">The row is not stored yet, or the store is disposed.</exception>
    public ReadOnlySpan<T> Row(int view, int sample)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)view, (uint)Views);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sample, (uint)Samples);
        var (place, row) = Math.DivRem(sample, grid.PartRows);
        var part = parts[view * grid.PartsPerView + place];
        return part is not null
            ? part.Row(row)
            : throw new InvalidOperationException($"found no stored row for view {view}, sample {sample}; expected a complete store.");
    }

    /// <summary>Maps the sound parts; unlists the others. Parts beyond the views in use stay listed.</summary>
    private void Verify()
    {
        var listed = manifest.Parts;
        var problems = new Problem?[listed.Count];
        Parallel.For(
            0,
            listed.Count,
            i =>
            {
                var place = grid.IndexOf(listed[i].Range());
                if (place >= 0)
                    (parts[place], problems[i]) = PartFile.Open<T>(Folder, listed[i], Columns);
            }
        );
        warnings.AddRange(problems.OfType<Problem>().Select(problem => problem.ToString()));
        manifest = manifest with { Parts = [.. listed.Where((_, i) => problems[i] is null)] };
    }

    /// <summary>Lets other runs open a complete store while this one goes on reading: its parts do not change any more.</summary>
    /// <exception cref="InvalidOperationException">Parts are missing.</exception>
    public void Share()
    {
        if (!Complete)
            throw new InvalidOperationException($"{Folder}: found {Missing.Count} missing parts; expected a complete store.");
        held.Dispose();
    }

    /// <summary>Unmaps the parts and lets other runs open the store. Spans handed out before must not be used any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var part in parts)
                part?.Dispose();
            Array.Clear(parts);
        }
        held.Dispose();
        GC.SuppressFinalize(this);
    }
}
