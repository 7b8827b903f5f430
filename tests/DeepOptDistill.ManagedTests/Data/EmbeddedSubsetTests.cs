using System.Security.Cryptography;
using System.Text;
using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Splits;

namespace DeepOptDistill.ManagedTests.Data;

public sealed class EmbeddedSubsetTests
{
    private static readonly Lazy<Dataset> Whole = new(() =>
        new FashionMnistSmall { Validation = 1200, Split = SplitKind.Tail }.Load(
            new DataFolder("nowhere") { Download = false },
            new Seed(1)
        )
    );

    private static Dataset Data => Whole.Value;

    // Printed by scripts/make-embedded-subset.
    [Theory]
    [InlineData("train-images-idx3-ubyte.gz", "ab75a3c99ebb9e2cdedcaa3f890e11f21646721becf79859d56f9e2bd303cfd9")]
    [InlineData("train-labels-idx1-ubyte.gz", "fb9f1851490d3c1e655cd3032c3f06b00cc5f6af916b1911e08898585580555c")]
    [InlineData("t10k-images-idx3-ubyte.gz", "d433dbe83c0543c4cc8cee540a1e46f909bc539d89ea5d87579eba8462cb53e4")]
    [InlineData("t10k-labels-idx1-ubyte.gz", "fa4374ab2ea924ac04b36cf59316f43ab8dce364cadbbfb258a43e31d63f6fc9")]
    public void TheResourcesAreThoseThatTheGeneratorMade(string file, string sha256)
    {
        using var stream = Resource(file);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    [Fact]
    public void TheLicenceNoticeIsBesideThem()
    {
        using var reader = new StreamReader(Resource("LICENSE.md"), Encoding.UTF8);
        var text = reader.ReadToEnd();
        Assert.Contains("The MIT License (MIT) Copyright © 2017 Zalando SE", text);
        Assert.Contains("Permission is hereby granted, free of charge", text);
    }

    [Fact]
    public void EveryPartHasTheSameNumberOfEachClass()
    {
        Assert.Equal((10_800, 1_200, 2_000), (Data.Train.Count, Data.Validation.Count, Data.Test.Count));
        Assert.Equal(new SampleShape(1, 28, 28), Data.Shape);
        Assert.Equal(10, Data.Classes.Count);
        foreach (var (set, each) in new[] { (Data.Train, 1080), (Data.Validation, 120), (Data.Test, 200) })
            Assert.Equal(Enumerable.Repeat(each, 10), set.Labels.GroupBy(label => label).OrderBy(g => g.Key).Select(g => g.Count()));
    }

    [Fact]
    public void NoImageOccursTwice()
    {
        var images = new[] { Data.Train, Data.Validation, Data.Test }.SelectMany(set =>
            Enumerable.Range(0, set.Count).Select(i => Convert.ToHexString(SHA256.HashData(set.Image(i))))
        );
        Assert.Equal(14_000, images.Distinct().Count());
    }

    [Fact]
    public void TheImagesAreClothesAndNotNoise()
    {
        // Choosing the class whose mean image is nearest is right for about two thirds of Fashion-MNIST.
        Assert.InRange(Data.Train.Images(0, Data.Train.Count).ToArray().Average(pixel => (double)pixel), 70, 76);
        Assert.InRange(NearestMeanAccuracy(), 0.6, 0.8);
    }

    private static double NearestMeanAccuracy()
    {
        var means = new double[10][];
        for (var c = 0; c < 10; c++)
            means[c] = Mean(c);
        var right = Enumerable
            .Range(0, Data.Test.Count)
            .Count(i => Enumerable.Range(0, 10).MinBy(c => Distance(Data.Test.Image(i), means[c])) == Data.Test.Labels[i]);
        return (double)right / Data.Test.Count;
    }

    private static double[] Mean(int label)
    {
        var mean = new double[Data.Shape.Size];
        for (var i = 0; i < Data.Train.Count; i++)
        {
            if (Data.Train.Labels[i] != label)
                continue;
            var image = Data.Train.Image(i);
            for (var p = 0; p < mean.Length; p++)
                mean[p] += image[p] / 1080.0;
        }
        return mean;
    }

    private static double Distance(ReadOnlySpan<byte> image, double[] mean)
    {
        var sum = 0.0;
        for (var p = 0; p < mean.Length; p++)
            sum += (image[p] - mean[p]) * (image[p] - mean[p]);
        return sum;
    }

    private static Stream Resource(string file) =>
        typeof(FashionMnistSmall).Assembly.GetManifestResourceStream("DeepOptDistill.Data.Embedded." + file)!;
}
