namespace DeepOptDistill.Data.Ensembles;

/// <summary>
/// The joint answer of a generalist and of specialists to one sample: the distribution q that minimizes KL(p_g ‖ q) + Σₘ KL(pₘ ‖
/// q), where
/// for a specialist the probabilities that q gives to the classes in its dustbin are summed. Without specialists it is the generalist's.
/// </summary>
/// <remarks>
/// Hinton, Vinyals and Dean 2015, arXiv 1503.02531, section 5.4 and equation 5, with q = softmax(z) and T = 1. With M specialists, each
/// round steps along the gradient with respect to the logits, ∂/∂z = (1 + M)·q − Σ of what each model's probabilities become when
/// shared
/// out within its groups as q shares them, and applies it to q itself: q ← q − ∂/∂z / (1 + M). That is the
/// expectation-maximization step of
/// grouped counts (Dempster, Laird and Rubin 1977): q stays a distribution, and the sum, which is convex in q, never becomes larger.
/// </remarks>
public static class JointInference
{
    private const int MostRounds = 10_000;
    private const double Settled = 1e-10;

    /// <summary>The specialists whose special classes hold one of the classes that the generalist finds most probable.</summary>
    /// <param name="generalist">Its probabilities.</param>
    /// <param name="fields">The specialists' fields.</param>
    /// <param name="most">n: how many classes are looked at.</param>
    public static IReadOnlyList<int> Active(ReadOnlySpan<float> generalist, IReadOnlyList<Specialty> fields, int most)
    {
        float[] said = [.. generalist];
        HashSet<int> likely = [.. Enumerable.Range(0, said.Length).OrderByDescending(c => said[c]).Take(most)];
        return [.. Enumerable.Range(0, fields.Count).Where(m => fields[m].Special.Any(likely.Contains))];
    }

    /// <summary>q.</summary>
    /// <param name="generalist">Its probabilities of all classes.</param>
    /// <param name="specialists">The active ones: what each is for, and its probabilities with the dustbin's last.</param>
    /// <exception cref="ArgumentException">Numbers of probabilities do not fit each other.</exception>
    public static double[] Of(IReadOnlyList<double> generalist, IReadOnlyList<(Specialty Field, double[] Said)> specialists)
    {
        if (specialists.Any(m => m.Field.Classes != generalist.Count || m.Said.Length != m.Field.Dustbin + 1))
            throw new ArgumentException(
                "found specialists with "
                    + $"{string.Join(", ", specialists.Select(m => $"{m.Said.Length} answers of {m.Field.Classes} classes"))}; "
                    + $"expected special classes and a dustbin of {generalist.Count}",
                nameof(specialists)
            );
        if (specialists.Count == 0)
            return [.. generalist];
        var q = Spread(generalist, specialists);
        for (var round = 0; round < MostRounds; round++)
        {
            var (slope, largest) = (Gradient(q, generalist, specialists), 0.0);
            for (var k = 0; k < q.Length; k++)
            {
                q[k] = Math.Max(0, q[k] - (slope[k] / (1 + specialists.Count)));
                largest = Math.Max(largest, Math.Abs(slope[k]));
            }
            if (largest < Settled)
                break;
        }
        return q;
    }

    /// <summary>KL(p_g ‖ q) + Σₘ KL(pₘ ‖ q) in nats.</summary>
    /// <param name="q">A distribution over all classes.</param>
    /// <param name="generalist">The generalist's probabilities.</param>
    /// <param name="specialists">The specialists and theirs.</param>
    public static double Divergence(
        IReadOnlyList<double> q,
        IReadOnlyList<double> generalist,
        IReadOnlyList<(Specialty Field, double[] Said)> specialists
    ) => Divergence(generalist, q) + specialists.Sum(m => Divergence(m.Said, Sums(q, m.Field)));

    /// <summary>The gradient of the divergence with respect to logits z of q = softmax(z).</summary>
    public static double[] Gradient(
        IReadOnlyList<double> q,
        IReadOnlyList<double> generalist,
        IReadOnlyList<(Specialty Field, double[] Said)> specialists
    )
    {
        double[] slope = [.. q.Select((value, k) => ((1 + specialists.Count) * value) - generalist[k])];
        foreach (var (field, said) in specialists)
        {
            var sums = Sums(q, field);
            for (var k = 0; k < slope.Length; k++)
                if (q[k] > 0)
                    slope[k] -= said[field.OutputOf(k)] * q[k] / sums[field.OutputOf(k)];
        }
        return slope;
    }

    // Every class that any model finds possible gets a share, or rounds could not bring it back.
    private static double[] Spread(IReadOnlyList<double> generalist, IReadOnlyList<(Specialty Field, double[] Said)> specialists)
    {
        double Share((Specialty Field, double[] Said) m, int k) =>
            m.Said[m.Field.OutputOf(k)] / (m.Field.OutputOf(k) == m.Field.Dustbin ? m.Field.Classes - m.Field.Dustbin : 1);
        return [.. generalist.Select((said, k) => (said + specialists.Sum(m => Share(m, k))) / (1 + specialists.Count))];
    }

    private static double[] Sums(IReadOnlyList<double> q, Specialty field)
    {
        var sums = new double[field.Dustbin + 1];
        for (var k = 0; k < q.Count; k++)
            sums[field.OutputOf(k)] += q[k];
        return sums;
    }

    private static double Divergence(IReadOnlyList<double> p, IReadOnlyList<double> q) =>
        p.Zip(q, (a, b) => a > 0 ? a * Math.Log(a / b) : 0).Sum();
}
