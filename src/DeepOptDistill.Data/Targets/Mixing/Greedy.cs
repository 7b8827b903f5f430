using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>
/// The mean of probabilities over a bag of teachers that grows by the one that makes the validation split's negative log-likelihood
/// smallest, each as often as it is chosen; the weights are the counts of the best bag seen.
/// </summary>
/// <remarks>
/// Caruana et al. 2004, Ensemble Selection from Libraries of Models: selection with replacement. Teachers that never help get weight 0.
/// </remarks>
[Kind("greedy", "mean of probabilities over teachers chosen with replacement on the validation split")]
public sealed record Greedy : ProbabilityRule
{
    /// <summary>Most teachers in the bag.</summary>
    [Between(1, 10000)]
    public int Rounds { get; init; } = 50;

    /// <inheritdoc/>
    public override bool IsFitted => true;

    /// <inheritdoc/>
    public override MixingRule Fit(LabelledAnswers answers)
    {
        var rows = answers.LabelProbabilities();
        var (counts, best) = (new double[answers.Teachers], Array.Empty<double>());
        var (sums, least) = (new double[rows.Length], double.PositiveInfinity);
        for (var round = 1; round <= Rounds; round++)
        {
            var (chosen, loss) = Enumerable
                .Range(0, answers.Teachers)
                .Select(m => (m, LossWith(rows, sums, m, round)))
                .MinBy(at => at.Item2);
            counts[chosen]++;
            for (var n = 0; n < rows.Length; n++)
                sums[n] += rows[n][chosen];
            if (loss < least)
                (least, best) = (loss, [.. counts]);
        }
        return new MeanProbabilities { Weights = best.Length == 0 ? counts : best };
    }

    /// <inheritdoc/>
    protected override void Weigh(ReadOnlySpan<float> logits, long? batch, Span<float> weights) => Weighting.Write([], weights);

    private static double LossWith(double[][] rows, double[] sums, int teacher, int size)
    {
        var loss = 0.0;
        for (var n = 0; n < rows.Length; n++)
            loss -= Math.Log(Math.Max(Likelihood.Least, (sums[n] + rows[n][teacher]) / size));
        return loss;
    }
}
