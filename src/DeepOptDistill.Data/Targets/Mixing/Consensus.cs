namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>
/// The distribution q that minimizes Σₘ wₘ KL(pₘ ‖ q restricted to the classes that m knows, and normalized there): the joint answer of
/// teachers that know different classes. Where all know all it is their weighted mean.
/// </summary>
/// <remarks>
/// Hinton, Vinyals, Dean 2015, equation 5, where a specialist's dustbin is left out; solved by Hunter's (2004) minorization for choices
/// from subsets, qₖ ← Σₘ wₘ pₘₖ / Σₘ∋ₖ wₘ / q(Kₘ), which never makes the sum larger. Groups of classes that no teacher compares share the
/// probability as the first guess, the mean, has it.
/// </remarks>
internal static class Consensus
{
    private const int MostRounds = 500;
    private const double Settled = 1e-7;

    /// <summary>Writes q.</summary>
    /// <param name="logits">Teachers × classes; NaN for a class that is not known.</param>
    /// <param name="exponentials">exp of the softened logits, 0 where not known; at least as long.</param>
    /// <param name="weights">One a teacher, summing to 1.</param>
    /// <param name="probabilities">Zeros; receives q.</param>
    public static void Of(
        ReadOnlySpan<float> logits,
        ReadOnlySpan<float> exponentials,
        ReadOnlySpan<float> weights,
        Span<float> probabilities
    )
    {
        var classes = probabilities.Length;
        for (var m = 0; m < weights.Length; m++)
            Softmax.AddNormalized(exponentials.Slice(m * classes, classes), weights[m], probabilities);
        float[] said = [.. probabilities];
        for (var round = 0; round < MostRounds && Improve(logits, weights, said, probabilities) > Settled; round++) { }
    }

    /// <summary>One round; gives the largest change.</summary>
    private static double Improve(ReadOnlySpan<float> logits, ReadOnlySpan<float> weights, ReadOnlySpan<float> said, Span<float> q)
    {
        var classes = q.Length;
        var (next, sum, change) = (new double[classes], 0.0, 0.0);
        for (var m = 0; m < weights.Length; m++)
        {
            var known = 0.0;
            for (var k = 0; k < classes; k++)
                known += float.IsNaN(logits[(m * classes) + k]) ? 0 : q[k];
            for (var k = 0; k < classes; k++)
                next[k] += float.IsNaN(logits[(m * classes) + k]) ? 0 : weights[m] / known;
        }
        for (var k = 0; k < classes; k++)
            sum += next[k] = said[k] > 0 ? said[k] / next[k] : 0;
        for (var k = 0; k < classes; k++)
        {
            var value = (float)(next[k] / sum);
            change = Math.Max(change, Math.Abs(value - q[k]));
            q[k] = value;
        }
        return change;
    }
}
