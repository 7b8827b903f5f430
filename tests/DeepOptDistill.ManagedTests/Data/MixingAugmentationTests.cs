using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Mixup and cutmix: pure views, the pixels they promise, the share they report.</summary>
public sealed class MixingAugmentationTests
{
    private static readonly SampleShape Shape = new(2, 12, 10);
    private static readonly SampleSet Set = new(
        "random",
        Shape,
        Samples.Bytes(60 * Shape.Size, 3),
        [.. Enumerable.Range(0, 60).Select(i => (byte)(i % 3))],
        ["a", "b", "c"]
    );

    public static TheoryData<string> Kinds => ["mixup", "cutmix"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AViewIsAPureFunctionOfItsNumbers(string kind)
    {
        byte[] first = new byte[Shape.Size],
            second = new byte[Shape.Size];
        var one = Views.Render(Set, 5, 2, new Seed(8), [new HorizontalFlip(), Create(kind)], first);
        Views.Render(Set, 6, 3, new Seed(8), [new HorizontalFlip(), Create(kind)], second);
        var again = Views.Render(Set, 5, 2, new Seed(8), [new HorizontalFlip(), Create(kind)], second);
        Assert.Equal(first, second);
        Assert.Equal(one, again);
    }

    [Fact]
    public void MixupBlendsEveryPixelByTheShareItReports()
    {
        var view = new byte[Shape.Size];
        for (var i = 0; i < 20; i++)
        {
            var (partner, share) = Views.Render(Set, i, 0, new Seed(8), [new Mixup { Alpha = 1 }], view);
            for (var p = 0; p < view.Length; p++)
                Assert.Equal((share * Set.Image(i)[p]) + ((1 - share) * Set.Image(partner)[p]), view[p], 0.5 + 1e-9);
        }
    }

    [Fact]
    public void CutmixTakesEveryPixelFromOneOfTheTwoAndReportsTheArea()
    {
        var view = new byte[Shape.Size];
        for (var i = 0; i < 40; i++)
        {
            var (partner, share) = Views.Render(Set, i, 0, new Seed(8), [new Cutmix()], view);
            var (own, other) = (Set.Image(i).ToArray(), Set.Image(partner).ToArray());
            Assert.All(Enumerable.Range(0, view.Length), p => Assert.True(view[p] == own[p] || view[p] == other[p]));
            // Where the two agree nobody can tell; elsewhere the partner's pixels are its share.
            var foreign = Enumerable.Range(0, view.Length).Count(p => own[p] != other[p] && view[p] == other[p]);
            var differ = Enumerable.Range(0, view.Length).Count(p => own[p] != other[p]);
            if (partner != i)
                Assert.InRange((double)foreign / differ, 1 - share - 0.03, 1 - share + 0.03);
        }
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4)]
    public void SharesFollowTheirBetaDistribution(double alpha)
    {
        var random = new Seed(4).Stream();
        var mixup = new Mixup { Alpha = alpha };
        var shares = Enumerable.Range(0, 40_000).Select(_ => mixup.Share(ref random)).ToList();
        var mean = shares.Average();
        Assert.Equal(0.5, mean, 0.01);
        // Var Beta(α, α) = 1 / (4·(2α + 1)).
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), shares.Average(s => (s - mean) * (s - mean)), 0.004);
    }

    [Fact]
    public void OptionsAreAllThatMakesTwoEqual()
    {
        Assert.Equal(new Mixup { Alpha = 0.3 }, new Mixup { Alpha = 0.3 });
        Assert.NotEqual(new Mixup { Alpha = 0.3 }, new Mixup { Alpha = 0.4 });
        Assert.Equal(new Cutmix { Alpha = 0.4 }, new Cutmix { Alpha = 0.3 } with { Alpha = 0.4 });
    }

    private static MixingAugmentation Create(string kind) => kind == "mixup" ? new Mixup() : new Cutmix();
}
