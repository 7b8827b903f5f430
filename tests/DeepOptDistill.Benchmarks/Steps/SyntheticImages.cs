using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Benchmarks.Steps;

/// <summary>Noise of a network's input shape: the time of a step does not depend on what the images show.</summary>
internal static class SyntheticImages
{
    private const int Count = 4096;

    public static SampleSet Of(IReadOnlyList<int> shape, int classes)
    {
        var images = new SampleShape(shape[0], shape[1], shape[2]);
        var random = new Random(1);
        var (pixels, labels) = (new byte[Count * images.Size], new int[Count]);
        random.NextBytes(pixels);
        for (var i = 0; i < Count; i++)
            labels[i] = random.Next(classes);
        return new SampleSet("noise", images, pixels, labels, [.. Enumerable.Range(0, classes).Select(c => $"class {c}")]);
    }
}
