using DeepOptDistill.Core;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Augmentations;

/// <summary>
/// Numbered random views of an image. A view is a pure function of (image, index, view, seed, augmentations), so the teachers' answers
/// to it can be stored once and the student sees the very same pixels later.
/// </summary>
public static class Views
{
    private const int LargestOnStack = 4096;

    /// <summary>Writes view number <paramref name="view"/> of an image.</summary>
    /// <param name="set">Where the image is.</param>
    /// <param name="index">Which image.</param>
    /// <param name="view">Which view, from 0. Without augmentations all views are the image itself.</param>
    /// <param name="viewSeed">Seed of all views.</param>
    /// <param name="augmentations">Applied one after the other, drawing from one stream.</param>
    /// <param name="target">Receives C · H · W bytes.</param>
    /// <returns>What else the view shows.</returns>
    public static Mixture Render(
        SampleSet set,
        int index,
        int view,
        Seed viewSeed,
        IReadOnlyList<Augmentation> augmentations,
        Span<byte> target
    )
    {
        var image = set.Image(index);
        target = target[..set.Shape.Bytes];
        var random = viewSeed.Derive(view).Derive(index).Stream();
        if (augmentations.Count == 0)
            image.CopyTo(target);
        else
            Render(image, set.Shape, ref random, augmentations, target);
        return augmentations is [.., MixingAugmentation mixing]
            ? Mix(set, mixing, augmentations, ref random, target)
            : new Mixture(index, 1);
    }

    // The partner goes through the same augmentations with draws of its own before the two are mixed.
    private static Mixture Mix(
        SampleSet set,
        MixingAugmentation mixing,
        IReadOnlyList<Augmentation> augmentations,
        ref RandomStream random,
        Span<byte> target
    )
    {
        var partner = random.NextInt(set.Count);
        var share = mixing.Share(ref random);
        var other = new byte[target.Length];
        Render(set.Image(partner), set.Shape, ref random, augmentations, other);
        return new Mixture(partner, mixing.Mix(target, other, set.Shape, share, ref random));
    }

    /// <summary>The augmentations in one line, the same in every culture: what the target store's key hashes.</summary>
    public static string Describe(IEnumerable<Augmentation> augmentations) => string.Join(" ", augmentations.Select(a => a.Description));

    private static void Render(
        ReadOnlySpan<byte> image,
        SampleShape shape,
        ref RandomStream random,
        IReadOnlyList<Augmentation> augmentations,
        Span<byte> target
    )
    {
        Span<byte> scratch =
            augmentations.Count == 1 ? []
            : shape.Size <= LargestOnStack ? stackalloc byte[shape.Size]
            : new byte[shape.Size];
        scoped ReadOnlySpan<byte> source = image;
        scoped Span<byte> destination;
        for (var i = 0; i < augmentations.Count; i++)
        {
            // The buffers alternate such that the last augmentation writes into the target.
            destination = (augmentations.Count - i) % 2 == 1 ? target : scratch;
            augmentations[i].Apply(source, destination, shape, ref random);
            source = destination;
        }
    }
}
