using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Scores;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>The interval of R² beside a bootstrap of another generator, of five times as many draws and of another R².</summary>
public sealed class ExplainedIntervalTests
{
    private const int Samples = 200;

    private const int Draws = 5000;

    [Fact]
    public void ItsEndsAreTheQuantilesOfTheBootstrap()
    {
        double[] truths = [.. Normal.Samples(new MersenneTwister(3), 0, 1).Take(Samples)];
        double[] answers = [.. truths.Zip(Normal.Samples(new MersenneTwister(4), 0, 0.6), (truth, error) => truth + error)];
        var (low, high) = ValueScore.Interval95(
            [.. answers.Select(answer => (float)answer)],
            new Truths(TaskKind.Values, [.. truths.Select(truth => (float)truth)], 1)
        );

        var random = new MersenneTwister(5);
        double[] found = [.. Enumerable.Range(0, Draws).Select(_ => Drawn(random, answers, truths))];
        // The share of a thousand draws beyond an end is known to 0.005.
        Assert.InRange(found.Count(share => share < low), 0.013 * Draws, 0.037 * Draws);
        Assert.InRange(found.Count(share => share > high), 0.013 * Draws, 0.037 * Draws);
    }

    private static double Drawn(MersenneTwister random, double[] answers, double[] truths)
    {
        int[] places = [.. Enumerable.Range(0, Samples).Select(_ => random.Next(Samples))];
        return GoodnessOfFit.CoefficientOfDetermination(places.Select(i => answers[i]), places.Select(i => truths[i]));
    }
}
