using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

public sealed class AugmentationTests
{
    private static readonly SampleShape[] Shapes = [new(1, 28, 28), new(3, 5, 7), new(1, 1, 1), new(2, 4, 3)];

    private static IReadOnlyList<Kind> Members => new Catalog(typeof(Augmentation).Assembly).Members(typeof(Augmentation));

    public static TheoryData<string> Kinds => new(Members.Select(kind => kind.Name));

    [Fact]
    public void TheFamilyHasItsMembers() =>
        Assert.Equal(["cutmix", "horizontal-flip", "mixup", "pad-and-crop", "pixel-jitter"], Members.Select(kind => kind.Name));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void IsAPureFunctionOfImageAndStream(string kind)
    {
        foreach (var shape in Shapes)
        {
            var source = Samples.Bytes(shape.Size, 5);
            byte[] kept = [.. source],
                first = Filled(shape, 0x00),
                second = Filled(shape, 0xff);
            var (one, two) = (new Seed(9).Stream(), new Seed(9).Stream());
            Create(kind).Apply(source, first, shape, ref one);
            Create(kind).Apply(source, second, shape, ref two);
            Assert.Equal(first, second);
            Assert.Equal(kept, source);
            Assert.Equal(one.NextBits(), two.NextBits());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void DrawsEquallyOftenForEveryImage(string kind)
    {
        var shape = new SampleShape(1, 6, 6);
        var (one, two) = (new Seed(9).Stream(), new Seed(9).Stream());
        Create(kind).Apply(Samples.Bytes(shape.Size, 1), new byte[shape.Size], shape, ref one);
        Create(kind).Apply(Samples.Bytes(shape.Size, 2), new byte[shape.Size], shape, ref two);
        Assert.Equal(one.NextBits(), two.NextBits());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ChangesSomeImage(string kind)
    {
        var shape = new SampleShape(1, 28, 28);
        var set = new SampleSet("two", shape, Samples.Bytes(2 * shape.Size, 5), [0, 1], ["a", "b"]);
        var view = new byte[shape.Size];
        var changed = Enumerable
            .Range(0, 20)
            .Count(i =>
            {
                Views.Render(set, 0, i, new Seed(3), [Create(kind)], view);
                return !set.Image(0).SequenceEqual(view);
            });
        Assert.InRange(changed, 1, 20);
    }

    [Fact]
    public void FlippingTwiceChangesNothing()
    {
        foreach (var shape in Shapes)
        {
            var flip = new HorizontalFlip { Probability = 1 };
            var source = Samples.Bytes(shape.Size, 5);
            Assert.Equal(source, Applied(flip, Applied(flip, source, shape, 1), shape, 2));
        }
    }

    [Fact]
    public void FlippingMirrorsEveryRow()
    {
        var shape = new SampleShape(2, 2, 3);
        byte[] source = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        Assert.Equal([3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10], Applied(new HorizontalFlip { Probability = 1 }, source, shape, 1));
        Assert.Equal(source, Applied(new HorizontalFlip { Probability = 0 }, source, shape, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(28)]
    [InlineData(32)]
    [InlineData(45)]
    public void FlippingMirrorsRowsOfEveryWidth(int width)
    {
        var shape = new SampleShape(1, 3, width);
        var source = Samples.Bytes(shape.Size, 5);
        Assert.Equal(
            source.Chunk(width).SelectMany(row => row.Reverse()),
            Applied(new HorizontalFlip { Probability = 1 }, source, shape, 1)
        );
    }

    [Fact]
    public void FlipsAsOftenAsItsProbabilitySays()
    {
        var shape = new SampleShape(1, 1, 2);
        const int draws = 20_000;
        var flipped = Enumerable
            .Range(0, draws)
            .Count(i => Applied(new HorizontalFlip { Probability = 0.3 }, [1, 2], shape, (ulong)i)[0] == 2);
        var deviation = Math.Sqrt(draws * 0.3 * 0.7);
        Assert.InRange(flipped, draws * 0.3 - 5 * deviation, draws * 0.3 + 5 * deviation);
    }

    [Fact]
    public void CropIsAShiftWithZerosMovingIn()
    {
        foreach (var shape in Shapes)
        {
            var source = Samples.Bytes(shape.Size, 5);
            for (var down = -shape.Height - 1; down <= shape.Height + 1; down++)
            {
                for (var right = -shape.Width - 1; right <= shape.Width + 1; right++)
                {
                    var target = Filled(shape, 0xff);
                    PadAndCrop.Shift(source, target, shape, down, right);
                    Assert.Equal(ShiftedPixelByPixel(source, shape, down, right), target);
                }
            }
        }
    }

    [Fact]
    public void CropReachesEveryOffsetEquallyOften()
    {
        var shape = new SampleShape(1, 5, 5);
        var source = new byte[25];
        source[12] = 1;
        const int draws = 25_000;
        var places = new int[25];
        for (var i = 0; i < draws; i++)
            places[Array.IndexOf(Applied(new PadAndCrop { Pad = 2 }, source, shape, (ulong)i), (byte)1)]++;
        foreach (var seen in places)
            Assert.InRange(seen, 1000 - 160, 1000 + 160);
    }

    [Fact]
    public void JitterStaysWithinItsAmountAndUsesAllOfIt()
    {
        var shape = new SampleShape(1, 50, 50);
        var grey = Filled(shape, 100);
        var jittered = Applied(new PixelJitter { Amount = 3 }, grey, shape, 4);
        Assert.Equal(Enumerable.Range(97, 7), jittered.Select(pixel => (int)pixel).Distinct().Order());
        Assert.InRange(jittered.Average(pixel => pixel), 99.8, 100.2);
        Assert.Equal(grey, Applied(new PixelJitter { Amount = 0 }, grey, shape, 4));
    }

    [Fact]
    public void JitterClampsAtBothEnds()
    {
        var shape = new SampleShape(1, 20, 20);
        Assert.Contains((byte)0, Applied(new PixelJitter { Amount = 255 }, Filled(shape, 10), shape, 4));
        Assert.Contains((byte)255, Applied(new PixelJitter { Amount = 255 }, Filled(shape, 245), shape, 4));
        Assert.All(Applied(new PixelJitter { Amount = 5 }, Filled(shape, 0), shape, 4), pixel => Assert.InRange(pixel, 0, 5));
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(15, 200)]
    [InlineData(784, 8)]
    [InlineData(1024, 255)]
    [InlineData(3001, 60)]
    public void JitterTakesSixteenBitsOfTheStreamForEachPixel(int pixels, int amount)
    {
        var source = Samples.Bytes(pixels, 5);
        var random = new Seed(4).Derive("test").Stream();
        var words = Enumerable.Range(0, (pixels + 3) / 4).Select(_ => random.NextBits()).ToList();
        var moved = source.Select(
            (pixel, i) =>
                (byte)Math.Clamp(pixel - amount + (int)((words[i / 4] >> (16 * (i % 4)) & 0xffff) * (ulong)(2 * amount + 1) >> 16), 0, 255)
        );
        Assert.Equal(moved, Applied(new PixelJitter { Amount = amount }, source, new SampleShape(1, 1, pixels), 4));
    }

    [Fact]
    public void DefaultsArePinned()
    {
        Assert.Equal(2, new PadAndCrop().Pad);
        Assert.Equal(0.5, new HorizontalFlip().Probability);
        Assert.Equal(8, new PixelJitter().Amount);
    }

    private static byte[] Applied(Augmentation augmentation, byte[] source, SampleShape shape, ulong seed)
    {
        var target = Filled(shape, 0xee);
        var random = new Seed(seed).Derive("test").Stream();
        augmentation.Apply(source, target, shape, ref random);
        return target;
    }

    private static byte[] ShiftedPixelByPixel(byte[] source, SampleShape shape, int down, int right)
    {
        var shifted = new byte[shape.Size];
        for (var i = 0; i < shape.Size; i++)
        {
            var (channel, y, x) = (i / (shape.Height * shape.Width), i / shape.Width % shape.Height - down, i % shape.Width - right);
            if (y >= 0 && y < shape.Height && x >= 0 && x < shape.Width)
                shifted[i] = source[(channel * shape.Height + y) * shape.Width + x];
        }
        return shifted;
    }

    private static byte[] Filled(SampleShape shape, byte value)
    {
        var bytes = new byte[shape.Size];
        Array.Fill(bytes, value);
        return bytes;
    }

    private static Augmentation Create(string kind) => (Augmentation)Activator.CreateInstance(Members.Single(k => k.Name == kind).Type)!;
}
