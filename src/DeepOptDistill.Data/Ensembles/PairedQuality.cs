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
    /// over samples of the copies' mean
    /// difference, sₛ that over seeds of the mean over samples, and t of Student's distribution with S − 1 degrees of freedom. Of one copy
    /// the spread over seeds is not known and not in it.
    /// </summary>
    /// <param name="copies">Of the one model, samples a copy.</param>
    /// <param name="others">Of the other, as many copies of the same seeds, or a single one.</param>
    /// <remarks>For one copy of each it is the interval that belongs to McNemar's test.</remarks>
    public static (double Difference, double Low, double High) Difference(IReadOnlyList<double[]> copies, IReadOnlyList<double[]> others)
    {
        List<double[]> differences = [.. copies.Select((copy, s) => Minus(copy, others.Count == 1 ? others[0] : others[s]))];
        var each = MeanOf(differences);
        var mean = each.Average();
        var variance = Z95 * Z95 * Variance(each) / each.Length;
        if (copies.Count > 1) variance += Math.Pow(StudentT.InvCDF(0, 1, copies.Count - 1, 1 - Tail),
            2) * Variance([.. differences.Select(d => d.Average())]) / copies.Count;
        return (mean, mean - Math.Sqrt(variance), mean + Math.Sqrt(variance));
    }

    /// <summary>Standard error over samples of the mean difference between the copies of two models: sₙ / √N.</summary>
    public static double SamplingError(IReadOnlyList<IReadOnlyList<double>> copies, IReadOnlyList<IReadOnlyList<double>> others)
    {
        double Mean(IReadOnlyList<IReadOnlyList<double>> of, int n) => of.Average(copy => copy[n]);
        double[] each = [.. Enumerable.Range(0, copies[0].Count).Select(n => Mean(copies, n) - Mean(others, n))];
        return Math.Sqrt(Variance(each) / each.Length);
    }

    /// <summary>
    /// (student − baseline) / (reference − baseline), with the percentiles of 2,000 seeded draws of samples and seeds with replacement; no
    /// interval where in more than 2.5 % of them
    /// the reference is not better than the baseline. Null where it is not better on the samples themselves.
    /// </summary>
    public static GapRecord? Gap(IReadOnlyList<double[]> students, IReadOnlyList<double[]> baselines, double[] reference)
    {
        var gap = reference.Average() - MeanOf(baselines).Average();
        if (gap <= 0) return null;
        var closed = (MeanOf(students).Average() - MeanOf(baselines).Average()) / gap;
        var draws = Draws(students, baselines, reference);
        if (draws.Count(double.IsNaN) > Tail * Resamples) return new GapRecord(closed, null, null);
        List<double> sorted = [.. draws.Where(double.IsFinite).Order()];
        return new GapRecord(closed, sorted[(int)(Tail * sorted.Count)], sorted[(int)((1 - Tail) * sorted.Count) - 1]);
    }

    private static double[] Draws(IReadOnlyList<double[]> students, IReadOnlyList<double[]> baselines, double[] reference)
    {
        var random = new Seed(1).Derive("gap").Stream();
        var (found, drawn) = (new double[Resamples], new int[reference.Length]);
        for (var r = 0; r < Resamples; r++)
        {
            int[] seeds = new int[students.Count];
            foreach (ref var seed in seeds.AsSpan()) seed = random.NextInt(students.Count);
            foreach (ref var sample in drawn.AsSpan()) sample = random.NextInt(reference.Length);
            var (student, baseline) = (Drawn(students, seeds, drawn),
                Drawn(baselines, baselines.Count == students.Count ? seeds : [0], drawn));
            var gap = Drawn([reference], [0], drawn) - baseline;
            found[r] = gap > 0 ? (student - baseline) / gap : double.NaN;
        }
        return found;
    }

    private static double Drawn(IReadOnlyList<double[]> copies, int[] seeds, int[] samples)
    {
        var sum = 0.0;
        foreach (var seed in seeds)
        {
            var copy = copies[seed];
            foreach (var sample in samples) sum += copy[sample];
        }
        return sum / seeds.Length / samples.Length;
    }

    private static double[] Minus(double[] one, double[] other) => [.. one.Zip(other, (a, b) => a - b)];

    private static double[] MeanOf(IReadOnlyList<double[]> copies) =>
        [.. Enumerable.Range(0, copies[0].Length).Select(n => copies.Average(copy => copy[n]))];

    private static double Variance(double[] numbers) => numbers.Length < 2 ? 0 : numbers.Variance();
}
