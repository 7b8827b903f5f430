using System.Runtime.InteropServices;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Preprocessing;

/// <summary>The steps between a standardized image and a network, with everything that was learned from the training split.</summary>
/// <param name="Steps">In the order they are applied.</param>
public sealed record FittedInput(IReadOnlyList<FittedStep> Steps)
{
    /// <summary>No steps.</summary>
    public static FittedInput None { get; } = new([]);

    /// <summary>Fits every step on what the steps before it leave of the training images.</summary>
    /// <param name="preprocessing">The steps.</param>
    /// <param name="images">The training split.</param>
    /// <param name="standardize">Value of a channel's pixel, from 0 to 255, or of another number, before the first step.</param>
    /// <exception cref="Core.Problems.InputException">The images do not determine a step.</exception>
    public static FittedInput Fit(IReadOnlyList<Preprocessing> preprocessing, SampleSet images, Func<int, double, float> standardize)
    {
        var steps = new List<FittedStep>();
        foreach (var step in preprocessing)
        {
            var size = steps.Count > 0 ? steps[^1].Outputs : images.Shape.Size;
            steps.Add(
                step.Fit(
                    new Blocks(
                        images.Count,
                        size,
                        size == images.Shape.Size ? images.Shape.Channels : 1,
                        Through([.. steps], images, standardize)
                    )
                    {
                        ArePixels = images.Shape.Numbers == SampleNumbers.Byte,
                    }
                )
            );
        }
        return new FittedInput(steps);
    }

    /// <summary>What becomes of standardized images one after the other.</summary>
    public float[] Apply(float[] images, int count) => Steps.Aggregate(images, (values, step) => step.Apply(values, count));

    private static IEnumerable<ReadOnlyMemory<float>> Through(
        IReadOnlyList<FittedStep> steps,
        SampleSet images,
        Func<int, double, float> standardize
    )
    {
        var (size, area) = (images.Shape.Size, images.Shape.Height * images.Shape.Width);
        var tables =
            images.Shape.Numbers == SampleNumbers.Byte
                ? Enumerable
                    .Range(0, images.Shape.Channels)
                    .Select(c => Enumerable.Range(0, 256).Select(pixel => standardize(c, pixel)).ToArray())
                    .ToArray()
                : [];
        var block = new float[Blocks.Images * size];
        for (var first = 0; first < images.Count; first += Blocks.Images)
        {
            var count = Math.Min(Blocks.Images, images.Count - first);
            Write(images.Images(first, count), block.AsSpan(0, count * size));
            yield return steps.Count == 0 ? block.AsMemory(0, count * size) : new FittedInput(steps).Apply(block[..(count * size)], count);
        }

        void Write(ReadOnlySpan<byte> samples, Span<float> target)
        {
            var numbers = tables.Length > 0 ? [] : MemoryMarshal.Cast<byte, float>(samples);
            for (var i = 0; i < target.Length; i++)
                target[i] = tables.Length > 0 ? tables[i % size / area][samples[i]] : standardize(i % size / area, numbers[i]);
        }
    }
}
