using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Data.Readers;

/// <summary>MNIST: 60,000 + 10,000 grey images of 28×28, handwritten digits.</summary>
/// <remarks>LeCun, Bottou, Bengio, Haffner 1998; CC BY-SA 3.0.</remarks>
[Kind("mnist", "60,000 + 10,000 grey images of 28×28, handwritten digits")]
public sealed record Mnist : PublicDatasetSpec
{
    /// <summary>The published files.</summary>
    public static PublicDataset Published { get; } =
        new(
            "mnist",
            new Uri("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            [
                new("train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
                new("train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
                new("t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
                new("t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
            ]
        );

    /// <inheritdoc/>
    public override PublicDataset Source => Published;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> ClassNames => ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
}
