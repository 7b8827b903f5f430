using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>
/// The mean of probabilities with the weights, on the simplex, under which it gives the labels of the validation split the largest
/// likelihood: max Σₙ log Σₘ wₘ pₘ(yₙ | xₙ).
/// </summary>
/// <remarks>
/// Stacking (Wolpert 1992; Breiman 1996, with weights ≥ 0) for the logarithmic score. The objective is concave; the weights are found by
/// expectation maximization, wₘ ← meanₙ wₘ pₘ(yₙ) / Σⱼ wⱼ pⱼ(yₙ), which never makes it smaller. A sample whose label no teacher thinks
/// possible has no say.
/// </remarks>
[Kind("stacking", "mean of probabilities, weights fitted on the validation split")]
public sealed record Stacking : ProbabilityRule
{
    private const int MostRounds = 2000;
    private const double Settled = 1e-9;

    /// <inheritdoc/>
    public override bool IsFitted => true;

    /// <inheritdoc/>
    public override MixingRule Fit(LabelledAnswers answers)
    {
        double[][] rows = [.. answers.LabelProbabilities().Where(row => row.Any(p => p > 0))];
        double[] weights = [.. Enumerable.Repeat(1.0 / answers.Teachers, answers.Teachers)];
        for (var (round, gain) = (0, double.PositiveInfinity); rows.Length > 0 && round < MostRounds && gain > Settled; round++)
        {
            var next = Shares(rows, weights);
            gain = next.Zip(weights, (a, b) => Math.Abs(a - b)).Max();
            weights = next;
        }
        return new MeanProbabilities { Weights = weights };
    }

    /// <inheritdoc/>
    protected override void Weigh(ReadOnlySpan<float> logits, long? batch, Span<float> weights) => Weighting.Write([], weights);

    private static double[] Shares(double[][] rows, double[] weights)
    {
        var shares = new double[weights.Length];
        foreach (var row in rows)
        {
            var sum = 0.0;
            for (var m = 0; m < weights.Length; m++)
                sum += weights[m] * row[m];
            if (sum > 0)
                for (var m = 0; m < weights.Length; m++)
                    shares[m] += weights[m] * row[m] / sum;
        }
        var all = shares.Sum();
        return [.. shares.Select(share => share / all)];
    }
}
