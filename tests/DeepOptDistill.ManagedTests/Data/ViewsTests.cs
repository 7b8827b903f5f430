using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

public sealed class ViewsTests
{
    private static readonly Augmentation[] All = [new PadAndCrop(), new HorizontalFlip(), new PixelJitter()];

    private static readonly SampleSet Set = Samples.Images(20, new SampleShape(1, 12, 12));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AViewIsAPureFunction(int augmentations)
    {
        var wanted = Enumerable.Range(0, 20).Select(i => Rendered(i, i % 3, 5, All[..augmentations])).ToList();
        foreach (var i in Enumerable.Range(0, 20).Reverse())
            Assert.Equal(wanted[i], Rendered(i, i % 3, 5, All[..augmentations]));
    }

    [Fact]
    public void WithoutAugmentationsItIsTheImage() => Assert.Equal(Set.Image(7).ToArray(), Rendered(7, 2, 5, []));

    [Fact]
    public void DiffersByViewBySeedAndByIndex()
    {
        var same = new SampleSet("same", Set.Shape, [.. Set.Image(0), .. Set.Image(0)], [0, 0], ["a"]);
        byte[][] views = [Rendered(0, 0, 5, All), Rendered(0, 1, 5, All), Rendered(0, 0, 6, All), Rendered(1, 0, 5, All, same)];
        Assert.Equal(views.Length, views.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void AugmentationsApplyInOrder()
    {
        Augmentation[] chain =
        [
            new HorizontalFlip { Probability = 1 },
            new PixelJitter { Amount = 0 },
            new HorizontalFlip { Probability = 1 },
            new PadAndCrop { Pad = 0 },
        ];
        Assert.Equal(Set.Image(3).ToArray(), Rendered(3, 0, 5, chain));
        Assert.NotEqual(Set.Image(3).ToArray(), Rendered(3, 0, 5, chain[1..]));
    }

    [Fact]
    public void LargeImagesNeedNoStack()
    {
        var large = Samples.Images(2, new SampleShape(3, 200, 200));
        Assert.Equal(Rendered(1, 0, 5, All, large), Rendered(1, 0, 5, All, large));
    }

    [Fact]
    public void TheDescriptionNamesEveryOptionInEveryCulture()
    {
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(
                "pad-and-crop(pad=2) horizontal-flip(probability=0.25)",
                Views.Describe([new PadAndCrop(), new HorizontalFlip { Probability = 0.25 }])
            );
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static byte[] Rendered(int index, int view, ulong seed, Augmentation[] augmentations, SampleSet? set = null)
    {
        var target = new byte[(set ?? Set).Shape.Size];
        Views.Render(set ?? Set, index, view, new Seed(seed), augmentations, target);
        return target;
    }
}
