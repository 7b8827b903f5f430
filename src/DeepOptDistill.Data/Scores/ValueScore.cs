using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Data.Scores;

/// <summary>How well numbers fit values.</summary>
/// <param name="RSquared">Mean over the values of 1 − Σ(y − ŷ)² / Σ(y − ȳ)²: the share of the variance that is explained. Below 0 for answers worse than the mean.</param>
/// <param name="Outputs">The same for each value, with its errors in its own unit.</param>
/// <remarks>Equal to scikit-learn's r2_score, which is 1 for a constant value that is met exactly and else 0.</remarks>
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
        for (var d = 0; d < truths.Width; d++)
        {
            double sum = 0, squares = 0, errors = 0, distance = 0;
            for (var i = d; i < answers.Length; i += truths.Width)
            {
                var (y, error) = ((double)truths.Numbers[i], truths.Numbers[i] - (double)answers[i]);
                (sum, squares, errors, distance) = (sum + y, squares + (y * y), errors + (error * error), distance + Math.Abs(error));
            }
            outputs.Add(new OutputRecord(names[d])
            {
                RSquared = Explained(truths.Count, sum, squares, errors),
                RootMeanSquaredError = Math.Sqrt(errors / truths.Count),
                MeanAbsoluteError = distance / truths.Count,
            });
        }
        return new ValueScore(outputs.Average(output => output.RSquared!.Value), outputs);
    }

    /// <summary>95 % interval of R² over the test set: percentiles of 1,000 seeded draws of as many samples with replacement (bootstrap; Efron 1979).</summary>
    /// <param name="answers">Samples × values.</param>
    /// <param name="truths">What is known.</param>
    public static (double Low, double High) Interval95(ReadOnlySpan<float> answers, Truths truths)
    {
        var (random, drawn, found) = (new Seed(1).Derive("bootstrap").Stream(), new int[truths.Count], new double[Resamples]);
        for (var r = 0; r < Resamples; r++)
        {
            foreach (ref var place in drawn.AsSpan()) place = random.NextInt(truths.Count);
            found[r] = RSquaredOf(answers, truths, drawn);
        }
        Array.Sort(found);
        return (found[(int)(0.025 * Resamples)], found[(int)(0.975 * Resamples) - 1]);
    }

    private static double RSquaredOf(ReadOnlySpan<float> answers, Truths truths, ReadOnlySpan<int> samples)
    {
        var total = 0.0;
        for (var d = 0; d < truths.Width; d++)
        {
            double sum = 0, squares = 0, errors = 0;
            foreach (var sample in samples)
            {
                var at = (sample * truths.Width) + d;
                var (y, error) = ((double)truths.Numbers[at], truths.Numbers[at] - (double)answers[at]);
                (sum, squares, errors) = (sum + y, squares + (y * y), errors + (error * error));
            }
            total += Explained(samples.Length, sum, squares, errors);
        }
        return total / truths.Width;
    }

    private static double Explained(int count, double sum, double squares, double errors)
    {
        var spread = squares - (sum * sum / count);
        // What rounding leaves of a constant is no spread.
        return spread > 1e-12 * squares ? 1 - (errors / spread) : errors == 0 ? 1 : 0;
    }
}
