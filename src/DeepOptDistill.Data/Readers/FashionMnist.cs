using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Data.Readers;

/// <summary>Fashion-MNIST: 60,000 + 10,000 grey images of 28×28, ten kinds of clothing.</summary>
/// <remarks>Xiao, Rasul, Vollgraf 2017, arXiv 1708.07747; MIT licence, © 2017 Zalando SE.</remarks>
[Kind("fashion-mnist", "60,000 + 10,000 grey images of 28×28, ten kinds of clothing")]
public sealed record FashionMnist : PublicDatasetSpec
{
    /// <summary>Names of the ten classes, in the order of their indices.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>The published files.</summary>
    public static PublicDataset Published { get; } =
        new(
            "fashion-mnist",
            new Uri("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
            [
                new("train-images-idx3-ubyte", 47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
                new("train-labels-idx1-ubyte", 60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
                new("t10k-images-idx3-ubyte", 7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
                new("t10k-labels-idx1-ubyte", 10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
            ]
        )
        {
            DebianPackage = "dataset-fashion-mnist",
        };

    /// <inheritdoc/>
    public override PublicDataset Source => Published;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> ClassNames => Names;
}
