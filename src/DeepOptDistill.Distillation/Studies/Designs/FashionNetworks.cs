using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>
/// Small convolutional nets for Fashion-MNIST: four 3×3 convolutions of w, w, 2w and 2w channels with batch norm, pooled behind the first
/// two and at the end.
/// </summary>
internal static class FashionNetworks
{
    /// <summary>About 66,000 parameters at w = 32, and a quarter of that at half the width.</summary>
    public static StudentSpec Of(Dataset data, int width) => Of(data, width, data.Classes.Count);

    /// <summary>The net with other outputs.</summary>
    public static StudentSpec Of(Dataset data, int width, int outputs) =>
        new()
        {
            Name = $"conv-{width}",
            Input = Networks.Input(data, standardized: true),
            Layers =
            [
                .. Convolution(width),
                new MaxPool { Kernel = 2 },
                .. Convolution(width),
                new MaxPool { Kernel = 2 },
                .. Convolution(2 * width),
                .. Convolution(2 * width),
                new GlobalAveragePool(),
                new Linear { Features = outputs, Init = new Glorot() },
            ],
        };

    private static IEnumerable<Block> Convolution(int channels) =>
        Networks.NormReLU().Prepend(new Conv { Channels = channels, Padding = 1 });
}
