using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace DeepOptDistill.Data.Ensembles;

/// <summary>
/// Models that answered the same samples: for each copy of a model the quality of every sample (<see cref="Scores.SampleQuality"/>),
/// compared in pairs.
/// </summary>
public static class PairedQuality
{
    private const double Z95 = 1.959963984540054;
    private const int Resamples = 2000;
    private const double Tail = 0.025;

    /// <summary>
    /// The mean difference with its 95 % interval. Samples and seeds vary independently: ± √(z²·s²ₙ/N + t²·s²ₛ/S), with sₙ the deviation
    /// over samples of the copies' mean difference, sₛ that over seeds of the mean over samples, and t of Student's distribution with S − 1
    /// degrees of freedom. Of one copy the spread over seeds is not known and not in it. Copies of other numbers have no pairs of seeds:
    /// the spread of each is added.
    /// </summary>
    /// <param name="copies">Of the one model, samples a copy.</param>
    /// <param name="others">Of the other; as many are of the same seeds.</param>
    /// <remarks>For one copy of each it is the interval that belongs to McNemar's test.</remarks>
    public static (double Difference, double Low, double High) Difference(IReadOnlyList<double[]> copies, IReadOnlyList<double[]> others)
    {
        var each = Minus(MeanOf(copies), MeanOf(others));
        var mean = each.Average();
        var variance = Z95 * Z95 * Variance(each) / each.Length;
        variance +=
            copies.Count == others.Count
                ? OverSeeds([.. copies.Select((copy, s) => copy.Average() - others[s].Average())])
                : OverSeeds([.. copies.Select(copy => copy.Average())]) + OverSeeds([.. others.Select(other => other.Average())]);
        return (mean, mean - Math.Sqrt(variance), mean + Math.Sqrt(variance));
    }

    /// <summary>
    /// The 95 % interval of a mean over seeds: the ends of the interval that samples alone give are moved out by the spread over seeds,
    /// ± √(half² + t²·s²ₛ/S); the same interval for one seed.
    /// </summary>
    /// <param name="seeds">The quality of each seed.</param>
    /// <param name="low">Lower end by samples alone.</param>
    /// <param name="high">Upper end by samples alone.</param>
    public static (double Low, double High) WithSeeds(IReadOnlyList<double> seeds, double low, double high)
    {
        var (mean, spread) = (seeds.Average(), OverSeeds([.. seeds]));
        double Half(double end) => Math.Sqrt(Math.Pow(end - mean, 2) + spread);
        return (mean - Half(low), mean + Half(high));
    }

    /// <summary>t²·s²/S of Student's distribution; 0 of one seed, whose spread is not known.</summary>
    private static double OverSeeds(double[] seeds) =>
        seeds.Length < 2 ? 0 : Math.Pow(StudentT.InvCDF(0, 1, seeds.Length - 1, 1 - Tail), 2) * Variance(seeds) / seeds.Length;

    /// <summary>Standard error over samples of the mean difference between the copies of two models: sₙ / √N.</summary>
    public static double SamplingError(IReadOnlyList<IReadOnlyList<double>> copies, IReadOnlyList<IReadOnlyList<double>> others)
    {
        double Mean(IReadOnlyList<IReadOnlyList<double>> of, int n) => of.Average(copy => copy[n]);
        double[] each = [.. Enumerable.Range(0, copies[0].Count).Select(n => Mean(copies, n) - Mean(others, n))];
        return Math.Sqrt(Variance(each) / each.Length);
    }

    /// <summary>
    /// (student − baseline) / (reference − baseline), with the percentiles of 2,000 seeded draws: of samples with replacement, and of the
    /// means over seeds by Student's t, as <see cref="Difference"/> has them. No interval where in more than 2.5 % of them the reference is
    /// not better than the baseline. Null where it is not better on the samples themselves.
    /// </summary>
    public static GapRecord? Gap(IReadOnlyList<double[]> students, IReadOnlyList<double[]> baselines, double[] reference)
    {
        var gap = reference.Average() - MeanOf(baselines).Average();
        if (gap <= 0)
            return null;
        var closed = (MeanOf(students).Average() - MeanOf(baselines).Average()) / gap;
        var draws = Draws(students, baselines, reference);
        if (draws.Count(double.IsNaN) > Tail * Resamples)
            return new GapRecord(closed, null, null);
        List<double> sorted = [.. draws.Where(double.IsFinite).Order()];
        return new GapRecord(closed, sorted[(int)(Tail * sorted.Count)], sorted[(int)((1 - Tail) * sorted.Count) - 1]);
    }

    private static double[] Draws(IReadOnlyList<double[]> students, IReadOnlyList<double[]> baselines, double[] reference)
    {
        var random = new Seed(1).Derive("gap").Stream();
        var (student, baseline) = (MeanOf(students), MeanOf(baselines));
        var arePaired = students.Count == baselines.Count;
        var (own, other) = (new SeedNoise(students), new SeedNoise(baselines));
        var (found, drawn) = (new double[Resamples], new int[reference.Length]);
        for (var r = 0; r < Resamples; r++)
        {
            foreach (ref var sample in drawn.AsSpan())
                sample = random.NextInt(reference.Length);
            var noise = own.Draw(random);
            var moved = other.Of(arePaired ? noise : other.Draw(random));
            var start = Drawn(baseline, drawn) + moved;
            var gap = Drawn(reference, drawn) - start;
            found[r] = gap > 0 ? (Drawn(student, drawn) + own.Of(noise) - start) / gap : double.NaN;
        }
        return found;
    }

    private static double Drawn(double[] qualities, int[] samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
            sum += qualities[sample];
        return sum / samples.Length;
    }

    /// <summary>
    /// Draws of how far the mean over some seeds is from that over all there could be: Student's t times its standard error.
    /// </summary>
    private sealed class SeedNoise
    {
        private readonly double[] deviations;

        public SeedNoise(IReadOnlyList<double[]> copies)
        {
            double[] means = [.. copies.Select(copy => copy.Average())];
            deviations = [.. means.Select(mean => mean - means.Average())];
        }

        /// <summary>One weight a seed: models of the same seeds that share them vary together.</summary>
        public double[] Draw(RandomStream random)
        {
            var freedom = deviations.Length - 1;
            if (freedom == 0)
                return [0];
            double[] normal = [.. deviations.Select(_ => random.NextGaussian())];
            var chi = Enumerable.Range(0, freedom).Sum(_ => Math.Pow(random.NextGaussian(), 2));
            var scale = Math.Sqrt(freedom / chi) / Math.Sqrt((double)freedom * deviations.Length);
            return [.. normal.Select(number => number * scale)];
        }

        public double Of(double[] weights) => deviations.Zip(weights, (deviation, weight) => deviation * weight).Sum();
    }

    private static double[] Minus(double[] one, double[] other) => [.. one.Zip(other, (a, b) => a - b)];

    private static double[] MeanOf(IReadOnlyList<double[]> copies) =>
        [.. Enumerable.Range(0, copies[0].Length).Select(n => copies.Average(copy => copy[n]))];

    private static double Variance(double[] numbers) => numbers.Length < 2 ? 0 : numbers.Variance();
}
