using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets;

/// <summary>
/// The raw logits of one teacher for every sample and view: rows of float32, one logit a class, or the largest of them with the mass of the
/// rest.
/// </summary>
public sealed class TargetStore : RowStore<float>
{
    /// <summary>Rows of a part unless stated otherwise: small enough to lose, large enough to amortize a flush to the disk.</summary>
    public const int DefaultPartRows = 4096;

    /// <summary>Numbers that a part may hold before it is stored (256 MiB): with very many classes parts have fewer rows.</summary>
    private const int MostNumbers = 1 << 26;

    private TargetStore(OpenedStore opened, int classes, int? top)
        : base(opened) => (Classes, Top) = (classes, top);

    /// <summary>Logits of a sample.</summary>
    public int Classes { get; }

    /// <summary>How many logits of a row are kept; null for all.</summary>
    public int? Top { get; }

    /// <summary>Opens or creates the store of a key and verifies every part.</summary>
    /// <param name="root">Folder of all stores.</param>
    /// <param name="key">What the answers depend on.</param>
    /// <param name="samples">Samples in each view.</param>
    /// <param name="views">Number of views; a store may be opened again with more or fewer and keeps what it has.</param>
    /// <param name="classes">Logits of a sample.</param>
    /// <param name="partRows">Rows of a part in a new store, fewer where the classes are very many; an existing one keeps its own.</param>
    /// <param name="top">How many logits of a row are kept (<see cref="TopLogits"/>); null, or as many as there are classes, for
    /// all.</param>
    /// <param name="wait">How to wait for another run that holds the store; null to refuse at once.</param>
    /// <exception cref="InputException">Another run holds the store, or its folder cannot be written.</exception>
    public static TargetStore Open(
        string root,
        StoreKey key,
        int samples,
        int views,
        int classes,
        int partRows = DefaultPartRows,
        int? top = null,
        StoreWait? wait = null
    )
    {
        var kept = top < classes ? top : null;
        var own = kept is { } count ? key with { Schema = StoreManifest.TopSchema(count, classes) } : key;
        return new(
            OpenedStore.Open(
                root,
                own,
                samples,
                views,
                kept is { } k ? TopLogits.Columns(k) : classes,
                Math.Min(partRows, RowsOfPart(classes)),
                wait
            ),
            classes,
            kept
        );
    }

    /// <summary>Most rows of a part whose whole logits can be held.</summary>
    internal static int RowsOfPart(int classes) => Math.Max(1, MostNumbers / classes);

    /// <summary>The logits of one view of one sample, those of the rest as they are read back.</summary>
    /// <param name="view">The view.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="logits">Takes one number a class.</param>
    public void Read(int view, int sample, Span<float> logits)
    {
        var row = Row(view, sample);
        if (Top is null)
            row.CopyTo(logits);
        else
            TopLogits.Spread(row, logits[..Classes]);
    }

    /// <summary>The same without a copy where all logits are kept.</summary>
    /// <param name="view">The view.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="scratch">Room for one number a class where not all are kept.</param>
    public ReadOnlySpan<float> Logits(int view, int sample, Span<float> scratch)
    {
        if (Top is null)
            return Row(view, sample);
        Read(view, sample, scratch);
        return scratch[..Classes];
    }

    /// <summary>Stores a missing part of whole rows.</summary>
    /// <param name="range">One of the missing parts.</param>
    /// <param name="logits">Rows × classes.</param>
    /// <exception cref="RunFailedException">The disk refuses the file.</exception>
    public void WriteLogits(PartRange range, ReadOnlySpan<float> logits)
    {
        if (Top is not { } top)
        {
            WritePart(range, logits);
            return;
        }
        var rows = new float[checked(range.Rows * Columns)];
        TopLogits.Keep(logits, Classes, top, rows);
        WritePart(range, rows);
    }
}
