using DeepOptDistill.Core.Runs;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>
/// −log of the probability that answers give to each label, in nats, at several temperatures: how likely they are as they stand, and when
/// they are as sure as suits them.
/// </summary>
/// <param name="Each">For each question one number a temperature.</param>
internal sealed record Surprises(IReadOnlyList<double[]> Each)
{
    /// <summary>A normalization that is off by 255 makes logits so much larger.</summary>
    private const int Coldest = -2,
        Hottest = 10;

    /// <summary>Least gain in nats that is worth a word, and as a share of what it was.</summary>
    private const double LeastGain = 0.03,
        LeastShare = 0.1;

    /// <summary>As they stand.</summary>
    private double Mean => Each.Average(one => one[-Coldest]);

    /// <summary>Those of some answers; null where one of them is no number.</summary>
    /// <param name="examinee">Whose answers they are.</param>
    /// <param name="kind">What the answers are.</param>
    /// <param name="answers">Questions × numbers.</param>
    /// <param name="labels">Labels of the questions.</param>
    public static Surprises? Of(Examinee examinee, OutputKind kind, float[] answers, int[] labels)
    {
        var (each, logits) = (new List<double[]>(), new float[examinee.Form.Map.Classes]);
        for (var i = 0; i < answers.Length / examinee.Numbers; i++)
        {
            float[] row = answers[(i * examinee.Numbers)..((i + 1) * examinee.Numbers)];
            if (Answers.ToLogits(kind, row) >= 0)
                return null;
            examinee.Form.Map.Apply(row, logits);
            each.Add(Of(logits, labels[i]));
        }
        return new(each);
    }

    /// <summary>
    /// Whether these are smaller than others beyond chance. Answers that are merely less sure do not count: both are judged at the
    /// temperature that suits them, chosen on the even questions, on the odd ones; a gain there that only may be chance counts where the
    /// answers as they stand gain more than half.
    /// </summary>
    public bool AreSmallerThan(Surprises others)
    {
        var (own, other) = (Cooled(), others.Cooled());
        var (gain, sure) = Gain(own, other);
        if (gain >= Math.Max(LeastGain, LeastShare * other.Average()) && sure >= 4)
            return true;
        var (plain, certain) = Gain([.. Each.Select(one => one[-Coldest])], [.. others.Each.Select(one => one[-Coldest])]);
        return plain >= 0.5 && Mean <= others.Mean / 2 && certain >= 4 && gain > 0 && sure >= 2;
    }

    /// <summary>Whether these are smaller by more than two standard errors, each at the temperature that suits it.</summary>
    public bool AreProbablySmallerThan(Surprises others) => Gain(Warmed(), others.Warmed()).Sure >= 2;

    /// <summary>The first of them.</summary>
    public Surprises Take(int count) => new([.. Each.Take(count)]);

    /// <summary>Mean at the temperature that suits them best.</summary>
    public double Least => Warmed().Average();

    /// <summary>As evidence: <c>0.331 nats</c>.</summary>
    public string Text => FormattableString.Invariant($"{Mean:0.000}");

    private double[] Cooled()
    {
        var chosen = Enumerable.Range(0, Hottest - Coldest + 1).MinBy(t => Each.Where((_, i) => i % 2 == 0).Average(one => one[t]));
        return [.. Each.Where((_, i) => i % 2 == 1).Select(one => one[chosen])];
    }

    private double[] Warmed()
    {
        var chosen = Enumerable.Range(0, Hottest - Coldest + 1).MinBy(t => Each.Average(one => one[t]));
        return [.. Each.Select(one => one[chosen])];
    }

    /// <summary>Mean gain and how many standard errors it is.</summary>
    private static (double Mean, double Sure) Gain(double[] own, double[] others)
    {
        double[] each = [.. others.Zip(own, (a, b) => a - b)];
        var mean = each.Average();
        var error = Math.Sqrt(each.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, each.Length - 1) / each.Length);
        return (mean, error > 0 ? mean / error : 0);
    }

    private static double[] Of(float[] logits, int label)
    {
        double largest = logits[Score.ArgMax(logits)];
        var each = new double[Hottest - Coldest + 1];
        for (var t = 0; t < each.Length; t++)
        {
            var (sharpness, sum) = (Math.Pow(2, -(t + Coldest)), 0.0);
            foreach (var logit in logits)
                sum += Math.Exp((logit - largest) * sharpness);
            each[t] = Math.Log(sum) - ((logits[label] - largest) * sharpness);
        }
        return each;
    }
}
