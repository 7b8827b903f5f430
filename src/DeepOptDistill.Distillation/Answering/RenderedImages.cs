using DeepOptDistill.Core;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.Distillation.Answering;

/// <summary>Images as teachers and student see them: numbered views of a set.</summary>
/// <param name="Set">The images.</param>
/// <param name="Views">Number of views.</param>
/// <param name="Augmentations">How a view differs from its image.</param>
/// <param name="Seed">Seed of the views.</param>
internal sealed record RenderedImages(SampleSet Set, int Views, IReadOnlyList<Augmentation> Augmentations, Seed Seed)
{
    /// <summary>How many logits of an answer to them are kept; null for all.</summary>
    public int? Top { get; init; }

    /// <summary>Writes one view of some images, one behind the other.</summary>
    public void Write(int view, ReadOnlySpan<int> samples, Span<byte> pixels)
    {
        for (var i = 0; i < samples.Length; i++)
            Data.Augmentations.Views.Render(Set, samples[i], view, Seed, Augmentations, pixels[(i * Set.Shape.Bytes)..]);
    }

    /// <summary>Writes one view of consecutive images.</summary>
    public void Write(PartRange part, Span<byte> pixels)
    {
        for (var i = 0; i < part.Rows; i++)
            Data.Augmentations.Views.Render(Set, part.First + i, part.View, Seed, Augmentations, pixels[(i * Set.Shape.Bytes)..]);
    }

    /// <summary>Key of the store that holds a teacher's answers to them.</summary>
    public StoreKey KeyOf(string teacherKey) => new(Set.Hash, teacherKey, Seed, Data.Augmentations.Views.Describe(Augmentations));
}
