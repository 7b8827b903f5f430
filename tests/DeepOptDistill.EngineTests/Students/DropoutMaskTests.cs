using DeepOptDistill.Core;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Blocks.Fused;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>Masks of dropout: a pure function of the seed and the place, with the share of zeros that was asked for.</summary>
public class DropoutMaskTests
{
    [Theory]
    [InlineData(0.5, 5)]
    [InlineData(0.2, 16)]
    [InlineData(0.999, 37)]
    [InlineData(0.3, 100_003)]
    public void PlacesAreHalvesOfTheSeedsNumbers(double probability, int count)
    {
        var stream = new Seed(11).Stream();
        var halves = Enumerable
            .Range(0, (count + 1) / 2)
            .Select(_ => stream.NextBits())
            .SelectMany(bits => new[] { (uint)bits, (uint)(bits >> 32) })
            .Take(count);
        Assert.Equal(
            halves.Select(half => half / 4294967296.0 < probability ? 0 : (float)(1 / (1 - probability))),
            Of(count, probability, new Seed(11))
        );
    }

    [Fact]
    public void ThreadsHaveNoSay()
    {
        var threads = get_num_threads();
        try
        {
            Engine.Start(1);
            var one = Of(200_001, 0.4, new Seed(5));
            Engine.Start(3);
            Assert.Equal(one, Of(200_001, 0.4, new Seed(5)));
        }
        finally
        {
            Engine.Start(threads);
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void TheMeanIsOneAndNeighboursAreIndependent(double probability)
    {
        const int count = 1_000_000;
        var mask = Of(count, probability, new Seed(3));
        var deviation = Math.Sqrt(probability / (1 - probability));
        // Five standard errors.
        Assert.InRange(mask.Average(m => (double)m), 1 - (5 * deviation / 1000), 1 + (5 * deviation / 1000));
        foreach (var lag in new[] { 1, 2, 16, 1000 })
            Assert.InRange(
                Enumerable.Range(0, count - lag).Average(i => (mask[i] - 1.0) * (mask[i + lag] - 1.0)) / (deviation * deviation),
                -0.005,
                0.005
            );
    }

    [Fact]
    public void LayersAndStepsHaveMasksOfTheirOwn()
    {
        using var network = Network.Build(Nets.Of(new Flatten(), new Dropout { Name = "a" }, new Dropout { Name = "b" }), new Seed(1));
        network.Train();
        float[] Masks(long step)
        {
            using var scope = NewDisposeScope();
            network.DrawMasksFrom(new Seed(4).Derive(step));
            return network.Upto(3, ones(2, 2, 9, 9)).data<float>().ToArray();
        }
        var first = Masks(1);
        Assert.Equal(first, Masks(1));
        Assert.NotEqual(first, Masks(2));
        // One mask applied twice would leave half of the values in, two leave a quarter.
        Assert.InRange(first.Count(v => v != 0) / (double)first.Length, 0.15, 0.35);
        Assert.All(first, v => Assert.Contains(v, new[] { 0f, 4f }));
    }

    private static float[] Of(int count, double probability, Seed seed)
    {
        using var scope = NewDisposeScope();
        return DropoutMask.Like(zeros(1, count), probability, seed).data<float>().ToArray();
    }
}
