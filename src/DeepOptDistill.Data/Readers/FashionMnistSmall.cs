using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data.Arrays;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Data.Readers;

/// <summary>
/// A part of Fashion-MNIST inside this assembly, so that a run needs no file and no network: 12,000 training images (1,200 of each class)
/// and 2,000 test images (200 of each class), from the official splits.
/// The last 1,200 training images come from the last 5,000 of the official training split, the others from the first 55,000.
/// </summary>
/// <remarks>
/// Xiao, Rasul, Vollgraf 2017, arXiv 1708.07747; MIT licence, © 2017 Zalando SE. Made by <c>scripts/make-embedded-subset</c>.
/// </remarks>
[Kind("fashion-mnist-small", "12,000 + 2,000 images of Fashion-MNIST, class balanced, built in")]
public sealed record FashionMnistSmall : DatasetSpec
{
    private const string Resources = "DeepOptDistill.Data.Embedded.";

    /// <inheritdoc/>
    protected override (SampleSet Train, SampleSet Test) Read(
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    ) => (Embedded("train"), Embedded("t10k"));

    private SampleSet Embedded(string part)
    {
        using var images = Resource($"{part}-images-idx3-ubyte.gz");
        using var labels = Resource($"{part}-labels-idx1-ubyte.gz");
        return IdxReader.Read($"{Name} {(part == "train" ? "train" : "test")}", images, labels, FashionMnist.Names);
    }

    private static Stream Resource(string file) =>
        typeof(FashionMnistSmall).Assembly.GetManifestResourceStream(Resources + file)
        ?? throw new InvalidOperationException($"{Resources}{file}: found no such resource; expected it in the assembly.");
}
