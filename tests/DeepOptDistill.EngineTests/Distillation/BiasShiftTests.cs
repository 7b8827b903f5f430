using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Finishing;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>The search for a shift of biases: as good as any shift that a grid tries.</summary>
public class BiasShiftTests
{
    [Fact]
    public void ACaseByHand()
    {
        // Class 0 is always 2 too low: it wins in the first two images from δ = 2.5 and 3 on, and would take the third from 4 on.
        float[] logits = [0, 2.5f, 1, 0, 1, 3, 0, 4, 3];
        var found = BiasShift.Find(logits, [0, 0, 1], [0]);
        Assert.Equal(1.0 / 3, found.Before, 1e-12);
        Assert.Equal(1, found.After);
        Assert.Equal(3.5, found.Shift, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void NoShiftIsBetter(int seed)
    {
        var random = new Seed((ulong)seed).Stream();
        int[] labels = [.. Enumerable.Range(0, 60).Select(_ => (int)(5 * random.NextDouble()))];
        // Whole numbers: many images change sides at the same place.
        float[] logits =
        [
            .. Enumerable
                .Range(0, 300)
                .Select(i =>
                    MathF.Round((float)(3 * random.NextGaussian())) + (labels[i / 5] == i % 5 ? 4 : 0) - (i % 5 is 1 or 3 ? 5 : 0)
                ),
        ];
        var found = BiasShift.Find(logits, labels, [1, 3]);
        Assert.Equal(Accuracy(0), found.Before, 1e-12);
        Assert.Equal(Accuracy(found.Shift), found.After, 1e-12);
        for (var shift = -15.25; shift < 15; shift += 0.5)
            Assert.True(Accuracy(shift) <= found.After);
        Assert.True(found.After > found.Before);
        double Accuracy(double shift) => Score.Of([.. logits.Select((z, i) => i % 5 is 1 or 3 ? z + (float)shift : z)], labels).Accuracy;
    }

    [Fact]
    public void WhatIsRightStays()
    {
        Assert.Equal(0, BiasShift.Find([3, 0, 0, 3], [0, 1], [1]).Shift);
        // No image of a shifted class, and none that any shift would mend.
        Assert.Equal((0.0, 0.5), (BiasShift.Find([3, 0, -1, 3, 0, -1], [0, 1], [2]) is var found ? found.Shift : 1, found.After));
    }
}
