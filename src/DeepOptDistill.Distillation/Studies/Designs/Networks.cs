using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>The networks that the studies train.</summary>
internal static class Networks
{
    /// <summary>
    /// Fully connected layers of one width behind each other, each followed by what <paramref name="behind"/> gives, and a classifier.
    /// </summary>
    public static StudentSpec FullyConnected(Dataset data, int depth, int width, Func<IEnumerable<Block>> behind, Initializer init) =>
        new()
        {
            Name = $"fully-connected-{depth}x{width}",
            Input = Input(data, standardized: true),
            Layers =
            [
                new Flatten(),
                .. Enumerable.Range(0, depth).SelectMany(_ => behind().Prepend(new Linear { Features = width, Init = init })),
                Classifier(data),
            ],
        };

    /// <summary>
    /// Six 3×3 convolutions of 16 to 32 channels, the shape of the preset thin-deep-15k; <paramref name="behind"/> follows each.
    /// </summary>
    public static StudentSpec ThinDeep(Dataset data, Func<IEnumerable<Block>> behind, Initializer? init = null) =>
        new()
        {
            Name = "thin-deep",
            Input = Input(data, standardized: true),
            Layers =
            [
                .. new[] { 16, 0, 16, 16, 16, 0, 16, 32 }.SelectMany(channels =>
                    channels == 0
                        ? [new MaxPool { Kernel = 2 }]
                        : behind()
                            .Prepend(
                                new Conv
                                {
                                    Channels = channels,
                                    Padding = 1,
                                    Init = init ?? new He(),
                                }
                            )
                ),
                new GlobalAveragePool(),
                Classifier(data),
            ],
        };

    /// <summary>Pixels in [0, 1], or centred and scaled by the training split's mean and deviation.</summary>
    public static InputSpec Input(Dataset data, bool standardized)
    {
        var shape = data.Train.Shape;
        var input = new InputSpec { Shape = [shape.Channels, shape.Height, shape.Width] };
        if (!standardized)
            return input;
        var (mean, deviation) = Statistics(data.Train);
        return input with { Mean = [Math.Round(mean, 4)], Deviation = [Math.Round(deviation, 4)] };
    }

    /// <summary>Batch norm and ReLU.</summary>
    public static IEnumerable<Block> NormReLU() => [new BatchNorm(), new ReLU()];

    private static Linear Classifier(Dataset data) => new() { Features = data.Classes.Count, Init = new Glorot() };

    private static (double Mean, double Deviation) Statistics(SampleSet images)
    {
        var counts = new long[256];
        for (var i = 0; i < images.Count; i++)
            foreach (var pixel in images.Image(i))
                counts[pixel]++;
        double total = images.Bytes.Length;
        var mean = counts.Select((n, pixel) => n * pixel / 255.0).Sum() / total;
        return (mean, Math.Sqrt(counts.Select((n, pixel) => n * ((pixel / 255.0) - mean) * ((pixel / 255.0) - mean)).Sum() / total));
    }
}
