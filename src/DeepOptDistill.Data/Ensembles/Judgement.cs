using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Targets.Mixing;
using MathNet.Numerics.Distributions;

namespace DeepOptDistill.Data.Ensembles;

/// <summary>How distributions fit labels, sample by sample, so that two of them can be compared in pairs.</summary>
public sealed class Judgement
{
    private readonly double[] right;
    private readonly double[] surprise;
    private readonly int together;

    /// <param name="probabilities">Samples × classes.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="together">So many consecutive ones are one observation in comparisons: the decisions about the labels of one sample do
    /// not vary independently.</param>
    public Judgement(float[] probabilities, IReadOnlyList<int> labels, int together = 1)
    {
        this.together = together;
        var classes = probabilities.Length / labels.Count;
        right = [.. labels.Select((label, n) => Score.ArgMax(probabilities.AsSpan(n * classes, classes)) == label ? 1.0 : 0)];
        surprise = [.. labels.Select((label, n) => -Math.Log(Math.Max(Likelihood.Least, probabilities[(n * classes) + label])))];
        CalibrationError = Calibration.Error(probabilities, labels);
    }

    /// <summary>How distributions made from answers fit their labels.</summary>
    /// <param name="probabilities">Samples × classes.</param>
    /// <param name="answers">The answers, of which only the labels are taken.</param>
    public static Judgement Of(float[] probabilities, LabelledAnswers answers) => new(probabilities, answers.Labels, answers.Together);

    /// <summary>Share answered correctly.</summary>
    public double Accuracy => right.Average();

    /// <summary>
    /// Mean negative log-likelihood in nats for comparisons: a label with a probability below 10⁻⁷ counts as if it had that, so that one
    /// answer decides nothing alone.
    /// </summary>
    public double NegativeLogLikelihood => surprise.Average();

    /// <summary>Expected calibration error over 15 bins.</summary>
    public double CalibrationError { get; }

    /// <summary>Gain in accuracy over another judgement of the same samples.</summary>
    public Difference AccuracyOver(Judgement other) => Difference.Of(Observed(right), Observed(other.right));

    /// <summary>Gain in likelihood over another judgement: by how many nats the mean negative log-likelihood is smaller.</summary>
    public Difference LikelihoodOver(Judgement other) => Difference.Of(Observed(other.surprise), Observed(surprise));

    private IReadOnlyList<double> Observed(double[] each) =>
        together == 1 ? each : [.. each.Chunk(together).Select(chunk => chunk.Average())];
}

/// <summary>A mean of paired differences with its 95 % interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">Mean − 1.96 standard errors.</param>
/// <param name="High">Mean + 1.96 standard errors.</param>
/// <remarks>Of paired shares it is the interval that belongs to McNemar's test.</remarks>
public readonly record struct Difference(double Mean, double Low, double High)
{
    private const double Z95 = 1.959963984540054;
    private const double Risk = 0.05;

    /// <summary>
    /// The interval that holds for all of so many comparisons together with 95 % (Bonferroni): the best of many that are equal looks better
    /// than it is.
    /// </summary>
    /// <param name="comparisons">How many were made.</param>
    public Difference Among(int comparisons)
    {
        var half = (High - Low) / 2 / Z95 * Normal.InvCDF(0, 1, 1 - (Risk / 2 / Math.Max(1, comparisons)));
        return new(Mean, Mean - half, Mean + half);
    }

    /// <summary>The mean of a − b.</summary>
    public static Difference Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        double[] each = [.. a.Zip(b, (x, y) => x - y)];
        var mean = each.Average();
        var error = each.Length < 2 ? 0 : Math.Sqrt(each.Sum(d => (d - mean) * (d - mean)) / (each.Length - 1) / each.Length);
        return new(mean, mean - (Z95 * error), mean + (Z95 * error));
    }
}
