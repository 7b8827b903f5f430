using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Labels;

namespace DeepOptDistill.Data.Scores;

/// <summary>How well numbers fit values.</summary>
/// <param name="RSquared"> Mean of 1 − Σ(y − ŷ)² / Σ(y − ȳ)² over the values that vary in the set: the share of the variance that is
/// explained. Below 0 for answers worse than the mean. Where none varies, 1 if all are met exactly, else 0.
/// </param>
/// <param name="Outputs">The same for each value, with its errors in its own unit.</param>
/// <remarks>Equal to scikit-learn's r2_score, which averages a 1 or 0 in for a value that is constant; here it has no R², and the mean is
/// over the others.</remarks>
public sealed record ValueScore(double RSquared, IReadOnlyList<OutputRecord> Outputs)
{
    private const int Resamples = 1000;

    /// <summary>Scores answers.</summary>
    /// <param name="answers">Samples × values.</param>
    /// <param name="truths">What is known.</param>
    /// <param name="names">Names of the values.</param>
    public static ValueScore Of(ReadOnlySpan<float> answers, Truths truths, IReadOnlyList<string> names)
    {
        var outputs = new List<OutputRecord>();
        int[] all = [.. Enumerable.Range(0, truths.Count)];
        for (var d = 0; d < truths.Width; d++)
        {
            var sums = Sums.Of(answers, truths, all, d);
            outputs.Add(
                new OutputRecord(names[d])
                {
                    RSquared = sums.Spread > 0 ? sums.Explained : null,
                    RootMeanSquaredError = Math.Sqrt(sums.Errors / truths.Count),
                    MeanAbsoluteError = sums.Distance / truths.Count,
                }
            );
        }
        return new ValueScore(RSquaredOf(answers, truths, all), outputs);
    }

    /// <summary>
    /// 95 % interval of R² over the test set: percentiles of 1,000 seeded draws of as many samples with replacement (bootstrap; Efron
    /// 1979).
    /// </summary>
    /// <param name="answers">Samples × values.</param>
    /// <param name="truths">What is known.</param>
    public static (double Low, double High) Interval95(ReadOnlySpan<float> answers, Truths truths)
    {
        var (random, drawn, found) = (new Seed(1).Derive("bootstrap").Stream(), new int[truths.Count], new double[Resamples]);
        for (var r = 0; r < Resamples; r++)
        {
            foreach (ref var place in drawn.AsSpan())
                place = random.NextInt(truths.Count);
            found[r] = Explained(answers, truths, drawn).DefaultIfEmpty(double.NaN).Average();
        }
        // A draw of one sample alone, many times, has nothing to explain.
        var whole = RSquaredOf(answers, truths, [.. Enumerable.Range(0, truths.Count)]);
        double[] told = [.. found.Where(double.IsFinite).DefaultIfEmpty(whole).Order()];
        return (told[(int)(0.025 * told.Length)], told[Math.Max(0, (int)(0.975 * told.Length) - 1)]);
    }

    private static double RSquaredOf(ReadOnlySpan<float> answers, Truths truths, ReadOnlySpan<int> samples)
    {
        var varying = Explained(answers, truths, samples);
        if (varying.Count > 0)
            return varying.Average();
        var total = 0.0;
        for (var d = 0; d < truths.Width; d++)
            total += Sums.Of(answers, truths, samples, d).Explained;
        return total / truths.Width;
    }

    /// <summary>The share of each value that varies among the samples.</summary>
    private static List<double> Explained(ReadOnlySpan<float> answers, Truths truths, ReadOnlySpan<int> samples)
    {
        var shares = new List<double>();
        for (var d = 0; d < truths.Width; d++)
            if (Sums.Of(answers, truths, samples, d) is { Spread: > 0 } sums)
                shares.Add(sums.Explained);
        return shares;
    }

    /// <summary>What the scores of one value are made of: Σ(y − ȳ)², Σ(y − ŷ)² and Σ|y − ŷ|.</summary>
    private readonly record struct Sums(double Spread, double Errors, double Distance)
    {
        /// <summary>1 − errors / spread; a constant has no spread.</summary>
        public double Explained =>
            Spread > 0 ? 1 - (Errors / Spread)
            : Errors == 0 ? 1
            : 0;

        /// <summary>Two passes: a spread that is small beside the mean is not lost in a difference of large sums.</summary>
        public static Sums Of(ReadOnlySpan<float> answers, Truths truths, ReadOnlySpan<int> samples, int value)
        {
            var (mean, spread, errors, distance) = (Mean(truths, samples, value), 0.0, 0.0, 0.0);
            foreach (var sample in samples)
            {
                var at = (sample * truths.Width) + value;
                var (y, error) = (truths.Numbers[at] - mean, truths.Numbers[at] - (double)answers[at]);
                (spread, errors, distance) = (spread + (y * y), errors + (error * error), distance + Math.Abs(error));
            }
            return new(spread, errors, distance);
        }

        /// <summary>The first number and the mean of what the others differ from it: exact where all are equal.</summary>
        private static double Mean(Truths truths, ReadOnlySpan<int> samples, int value)
        {
            var (first, sum) = ((double)truths.Numbers[(samples[0] * truths.Width) + value], 0.0);
            foreach (var sample in samples)
                sum += truths.Numbers[(sample * truths.Width) + value] - first;
            return first + (sum / samples.Length);
        }
    }
}
