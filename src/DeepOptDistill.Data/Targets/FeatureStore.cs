using System.Numerics.Tensors;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets;

/// <summary>
/// An inner tensor of one teacher for every sample and view: rows of float16, channel by channel. Half the size of float32, and a rounding
/// of at most 2⁻¹¹ of each number, far below what a regression of features can tell.
/// </summary>
public sealed class FeatureStore : RowStore<Half>
{
    private const int PartBytes = 32 << 20;

    private FeatureStore(OpenedStore opened)
        : base(opened) { }

    /// <summary>Opens or creates the store of a key and verifies every part; parts have about 32 MiB.</summary>
    /// <param name="root">Folder of all stores.</param>
    /// <param name="key">What the features depend on.</param>
    /// <param name="samples">Samples in each view.</param>
    /// <param name="views">Number of views.</param>
    /// <param name="count">Numbers in a row.</param>
    /// <param name="wait">How to wait for another run that holds the store; null to refuse at once.</param>
    /// <exception cref="InputException">Another run holds the store, or its folder cannot be written.</exception>
    public static FeatureStore Open(string root, StoreKey key, int samples, int views, int count, StoreWait? wait = null) =>
        new(
            OpenedStore.Open(
                root,
                key with
                {
                    Schema = StoreManifest.FeatureSchema,
                },
                samples,
                views,
                count,
                (int)Math.Clamp(PartBytes / ((long)count * BytesPerNumber), 1, samples),
                wait
            )
        );

    /// <summary>The features of one view of one sample.</summary>
    public void Read(int view, int sample, Span<float> features) => TensorPrimitives.ConvertToSingle(Row(view, sample), features);

    /// <summary>Stores a missing part, rounded to float16; what is beyond its range becomes its largest number.</summary>
    /// <param name="range">One of the missing parts.</param>
    /// <param name="features">Rows × columns, row-major, finite.</param>
    /// <exception cref="RunFailedException">The disk refuses the file.</exception>
    public void WritePart(PartRange range, ReadOnlySpan<float> features)
    {
        var rows = new Half[features.Length];
        TensorPrimitives.ConvertToHalf(features, rows);
        for (var i = 0; i < rows.Length; i++)
            if (Half.IsInfinity(rows[i]))
                rows[i] = Half.IsPositive(rows[i]) ? Half.MaxValue : Half.MinValue;
        WritePart(range, (ReadOnlySpan<Half>)rows);
    }

    /// <summary>Bytes of one number.</summary>
    public const int BytesPerNumber = 2;
}
