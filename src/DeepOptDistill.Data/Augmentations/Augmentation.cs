using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Augmentations;

/// <summary>
/// A random change of an image that keeps its class. A pure function of the source and of the random stream it draws from:
/// the same stream gives the same image.
/// </summary>
[Family("augmentations")]
public abstract record Augmentation
{
    /// <summary>Kind and options in one line, the same in every culture; part of the target store's key.</summary>
    public string Description => KindDescription.Of(this);

    /// <summary>Writes the changed image. Source and target do not overlap; every byte of the target is written.</summary>
    /// <param name="source">An image, CHW, 0 … 255.</param>
    /// <param name="target">Receives an image of the same shape.</param>
    /// <param name="shape">Shape of both.</param>
    /// <param name="random">Where the randomness comes from; moves on by the same number of draws for every image of a shape.</param>
    public abstract void Apply(ReadOnlySpan<byte> source, Span<byte> target, SampleShape shape, ref RandomStream random);
}
