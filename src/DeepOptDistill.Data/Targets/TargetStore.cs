using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets;

/// <summary>The raw logits of one teacher for every sample and view: rows of float32, one logit a class.</summary>
public sealed class TargetStore : RowStore<float>
{
    /// <summary>Rows of a part unless stated otherwise: small enough to lose, large enough to amortize a flush to the disk.</summary>
    public const int DefaultPartRows = 4096;

    private TargetStore(OpenedStore opened) : base(opened)
    {
    }

    /// <summary>Logits in a row.</summary>
    public int Classes => Columns;

    /// <summary>Opens or creates the store of a key and verifies every part.</summary>
    /// <param name="root">Folder of all stores.</param>
    /// <param name="key">What the answers depend on.</param>
    /// <param name="samples">Samples in each view.</param>
    /// <param name="views">Number of views; a store may be opened again with more or fewer and keeps what it has.</param>
    /// <param name="classes">Logits in a row.</param>
    /// <param name="partRows">Rows of a part in a new store; an existing one keeps its own.</param>
    /// <exception cref="InputException">Another run holds the store, or its folder cannot be written.</exception>
    public static TargetStore Open(string root, StoreKey key, int samples, int views, int classes, int partRows = DefaultPartRows) =>
        new(OpenedStore.Open(root, key, samples, views, classes, partRows));
}
