using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Scores;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Two models that answered the same samples are compared sample by sample.</summary>
public class PairedQualityTests
{
    private const int Samples = 10_000;

    /// <summary>
    /// 0.45 points apart with 4 % of the samples answered differently: z = 2.25, although the intervals of both overlap widely.
    /// </summary>
    [Fact]
    public void WhatDiffersInFewSamplesIsBeyondChance()
    {
        // 222.5 of the differing samples for one, 177.5 for the other, as near as whole samples are.
        var (one, other) = (Right(9_300), Right(9_300));
        for (var n = 0; n < 222; n++)
            other[n] = 0;
        for (var n = 9_300; n < 9_300 + 178; n++)
            other[n] = 1;
        var (difference, low, high) = PairedQuality.Difference([one], [other]);
        Assert.Equal(0.0044, difference, 1e-12);
        // McNemar: (222 − 178) / √(222 + 178) = 2.2, so the interval excludes 0.
        Assert.Equal(2.2, difference / ((high - low) / 2 / 1.959963984540054), 0.01);
        Assert.True(low > 0);
    }

    [Fact]
    public void TheSpreadOverSeedsIsInTheInterval()
    {
        double[][] students = [Right(9_300), Right(9_320), Right(9_310)];
        double[][] baselines = [Right(9_290), Right(9_295), Right(9_315)];
        var (difference, low, high) = PairedQuality.Difference(students, baselines);
        Assert.Equal(0.001, difference, 1e-12);
        // Differences of 10, 25 and −5 samples: s = 15, t(2) = 4.3027, so ± 4.3027 · 0.0015 / √3 from the seeds alone.
        var seeds = 4.302653 * 0.0015 / Math.Sqrt(3);
        Assert.InRange((high - low) / 2, seeds, 1.05 * seeds);
        var (_, alone, _) = PairedQuality.Difference([students[0]], [baselines[0]]);
        Assert.True(alone > low);
    }

    [Fact]
    public void TheGapHasAnIntervalWhereItIsNoChance()
    {
        var (baseline, reference, student) = (Right(9_000), Right(9_400), Right(9_200));
        var gap = PairedQuality.Gap([student], [baseline], reference)!;
        Assert.Equal(0.5, gap.Closed, 1e-12);
        Assert.InRange(gap.Low!.Value, 0.43, 0.47);
        Assert.InRange(gap.High!.Value, 0.53, 0.57);
        Assert.Null(PairedQuality.Gap([student], [reference], baseline));
        // One sample more: a gap that is chance has no interval.
        var small = PairedQuality.Gap([student], [baseline], Right(9_001))!;
        Assert.Equal(
            (200.0, null, null),
            (small.Closed, small.Low, small.High),
            (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-6 && a.Item2 == b.Item2
        );
    }

    /// <summary>A gap over seeds is as uncertain as the difference that it is made of: both intervals hold 0, or neither does.</summary>
    [Theory]
    [InlineData(9_100, 9_300, true)]
    [InlineData(9_195, 9_205, false)]
    public void TheGapHoldsTheSpreadOverSeeds(int one, int two, bool mayBeNone)
    {
        double[][] students = [Right(one), Right(two)],
            baselines = [Right(9_001), Right(9_000)];
        var (_, low, _) = PairedQuality.Difference(students, baselines);
        var gap = PairedQuality.Gap(students, baselines, Right(9_800))!;
        Assert.Equal(0.25, gap.Closed, 1e-3);
        Assert.Equal(mayBeNone, low < 0);
        Assert.Equal(mayBeNone, gap.Low < 0);
        // t(1) = 12.706, s/√2 = 0.01 of 0.08: about ± 1.6 of the gap.
        if (mayBeNone)
            Assert.InRange(gap.High!.Value - gap.Low!.Value, 2.2, 4.4);
    }

    /// <summary>What the baseline's seeds differ by moves the gap's foot: as much as the student's own seeds.</summary>
    [Fact]
    public void TheBaselinesSeedsAreInTheGap()
    {
        double[][] students = [Right(9_600), Right(9_601)],
            baselines = [Right(9_100), Right(9_300)];
        var gap = PairedQuality.Gap(students, baselines, Right(9_800))!;
        var alone = PairedQuality.Gap([students[0]], [Right(9_200)], Right(9_800))!;
        // In more than 2.5 % of the draws a baseline that varies so is no worse than the reference: no interval can be given.
        Assert.Equal((null, null), (gap.Low, gap.High));
        Assert.InRange(alone.High!.Value - alone.Low!.Value, 0.01, 0.2);
    }

    /// <summary>Copies of other numbers have no pairs: their order says nothing, and each has a spread of its own.</summary>
    [Fact]
    public void CopiesOfOtherNumbersAreNotPaired()
    {
        double[][] seeds = [Right(9_000), Right(9_060), Right(9_030)];
        var one = PairedQuality.Difference([Right(9_200)], seeds);
        Assert.Equal(0.017, one.Difference, 1e-12);
        var turned = PairedQuality.Difference([Right(9_200)], [.. seeds.Reverse()]);
        Assert.Equal(one.Low, turned.Low, 1e-12);
        Assert.InRange((one.High - one.Low) / 2, 4.302653 * 0.003 / Math.Sqrt(3), 1.2 * 4.302653 * 0.003 / Math.Sqrt(3));
        Assert.Equal(-one.High, PairedQuality.Difference(seeds, [Right(9_200)]).Low, 1e-12);
    }

    [Fact]
    public void AMeanOverSeedsHasTheirSpread()
    {
        var alone = PairedQuality.WithSeeds([0.9], 0.8, 0.95);
        Assert.Equal(0.8, alone.Low, 1e-12);
        Assert.Equal(0.95, alone.High, 1e-12);
        var (low, high) = PairedQuality.WithSeeds([0.89, 0.91], 0.88, 0.91);
        var seeds = 12.7062 * 0.0141421 / Math.Sqrt(2);
        Assert.Equal(0.9 - Math.Sqrt((0.02 * 0.02) + (seeds * seeds)), low, 1e-4);
        Assert.Equal(0.9 + Math.Sqrt((0.01 * 0.01) + (seeds * seeds)), high, 1e-4);
    }

    [Fact]
    public void TheMeanOverSamplesIsTheScore()
    {
        var truths = new Truths(TaskKind.Values, [1, 10, 2, 30, 4, 20, 8, 70], 2);
        var set = new SampleSet("values", new SampleShape(1, 1, 1), new HeldBytes<byte>(new byte[4], 1), truths, ["a", "b"]);
        float[] answers = [1.5f, 12, 2.5f, 25, 3, 30, 7, 66];
        Assert.Equal(ValueScore.Of(answers, truths, ["a", "b"]).RSquared, SampleQuality.Of(answers, set).Average(), 1e-12);
        var labels = new Truths(TaskKind.Labels, [1, 0, 1, 1], 2);
        var told = new SampleSet("labels", new SampleShape(1, 1, 1), new HeldBytes<byte>(new byte[2], 1), labels, ["a", "b"]);
        Assert.Equal([1, 0], SampleQuality.Of([0.5f, 0.4f, 0.9f, 0.49f], told));
        var classes = new SampleSet("classes", new SampleShape(1, 1, 1), new byte[2], [0, 1], ["a", "b"]);
        Assert.Equal([0, 1], SampleQuality.Of([-1, 2, -3, -2], classes));
    }

    /// <summary>The first so many samples are answered correctly.</summary>
    private static double[] Right(int right) => [.. Enumerable.Range(0, Samples).Select(n => n < right ? 1.0 : 0)];
}
