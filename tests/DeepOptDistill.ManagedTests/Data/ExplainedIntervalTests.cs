using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Scores;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

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
        var (low, high) = ValueScore.Interval95([.. answers.Select(answer => (float)answer)],
            new Truths(TaskKind.Values, [.. truths.Select(truth => (float)truth)], 1));

        var random = new MersenneTwister(5);
        double[] found = [.. Enumerable.Range(0, Draws).Select(_ => Drawn(random, answers, truths))];
        // A thousand draws know each end to about 0.085 deviations; 90 and 95 % lie 0.3 apart.
        var near = 0.2 * found.StandardDeviation();
        Assert.Equal(found.Quantile(0.025), low, near);
        Assert.Equal(found.Quantile(0.975), high, near);
    }

    private static double Drawn(MersenneTwister random, double[] answers, double[] truths)
    {
        int[] places = [.. Enumerable.Range(0, Samples).Select(_ => random.Next(Samples))];
        return GoodnessOfFit.CoefficientOfDetermination(places.Select(i => answers[i]), places.Select(i => truths[i]));
    }
}
