using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>An ensemble as one teacher: its members' temperatures and the rule, both fitted where they are to be.</summary>
/// <param name="Rule">How the cooled logits become one distribution.</param>
/// <param name="Temperatures">What each teacher's logits are divided by before; empty for 1.</param>
public sealed record Mixture(MixingRule Rule, IReadOnlyList<double> Temperatures)
{
    /// <summary>A rule that needs no fitting, on logits as they are.</summary>
    public Mixture(MixingRule rule)
        : this(rule, []) { }

    /// <summary>
    /// What the answers are of. Labels are mixed one by one, as two classes each; values by their weighted mean, which no temperature
    /// changes.
    /// </summary>
    public TaskKind Task { get; init; }

    /// <summary>Fits temperatures, where wanted, and then the rule, to labelled answers.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="calibrate">Whether each teacher gets a temperature of its own.</param>
    /// <param name="answers">Answers to images that no teacher learned from.</param>
    public static Mixture Fit(MixingRule rule, bool calibrate, LabelledAnswers answers)
    {
        if (!calibrate)
            return new(rule.Fit(answers));
        double[] temperatures = [.. Enumerable.Range(0, answers.Teachers).Select(m => Calibration.Temperature(answers, m))];
        return new(rule.Fit(answers.Cooled(temperatures)), temperatures);
    }

    /// <summary>Writes the mixed distribution of one sample.</summary>
    /// <param name="logits">Teachers × classes, labels or values; overwritten.</param>
    /// <param name="teachers">Number of rows.</param>
    /// <param name="temperature">T, on top of each teacher's own.</param>
    /// <param name="probabilities">Receives one probability a class or label, or the mean of each value.</param>
    /// <param name="batch">Number of the batch; null for the average over batches.</param>
    public void Mix(Span<float> logits, int teachers, double temperature, Span<float> probabilities, long? batch = null)
    {
        if (Task == TaskKind.Values)
        {
            MeanOf(logits, teachers, probabilities);
            return;
        }
        for (var m = 0; m < Temperatures.Count; m++)
            Cool(logits.Slice(m * probabilities.Length, probabilities.Length), (float)(1 / Temperatures[m]));
        if (Task == TaskKind.Labels)
            LabelPairs.Mix(Rule, logits, teachers, temperature, probabilities, batch);
        else
            Rule.Mix(logits, teachers, temperature, probabilities, batch);
    }

    /// <summary>
    /// What the ensemble says of each sample at T = 1: distributions over classes, probabilities of labels, or values; samples × these.
    /// </summary>
    /// <param name="answers">For each teacher samples × classes, labels or values.</param>
    /// <param name="set">The samples.</param>
    public float[] Opinions(IReadOnlyList<float[]> answers, SampleSet set)
    {
        if (Task == TaskKind.Classes)
            return Mixed(new LabelledAnswers(answers, set));
        var (width, mixed) = (set.Classes.Count, new float[answers[0].Length]);
        var rows = new float[answers.Count * width];
        for (var first = 0; first < mixed.Length; first += width)
        {
            for (var m = 0; m < answers.Count; m++)
                answers[m].AsSpan(first, width).CopyTo(rows.AsSpan(m * width));
            Mix(rows, answers.Count, 1, mixed.AsSpan(first, width));
        }
        return mixed;
    }

    /// <summary>The distributions at T = 1: samples × classes.</summary>
    public float[] Mixed(LabelledAnswers answers) => Cooled(answers).Mixed(Rule);

    /// <summary>
    /// Mean −log of the probability that the ensemble gives to what is so, over samples or over their labels, in nats; null for values.
    /// </summary>
    /// <param name="answers">For each teacher samples × classes or labels.</param>
    /// <param name="set">The samples.</param>
    public double? Surprise(IReadOnlyList<float[]> answers, SampleSet set) =>
        Task == TaskKind.Values ? null : Cooled(new LabelledAnswers(answers, set)).Surprises(Rule).Average();

    /// <summary>Whether a teacher's answers count: not those of weight 0.</summary>
    /// <param name="teacher">Its number.</param>
    public bool Asks(int teacher) => Rule.StatedWeights.Count == 0 || Rule.StatedWeights.Sum() <= 0 || Rule.StatedWeights[teacher] > 0;

    /// <summary>What was fitted or stated, as <c>a 0.31 (T 1.2), b 0.69 (T 0.9)</c>; empty where all are equal.</summary>
    /// <param name="names">The teachers.</param>
    public string Describe(IReadOnlyList<string> names)
    {
        if (Rule.StatedWeights.Count == 0 && Temperatures.Count == 0)
            return "";
        var sum = Rule.StatedWeights.Sum();
        return string.Join(
            ", ",
            names.Select(
                (name, m) =>
                    name
                    + (Rule.StatedWeights.Count == 0 ? "" : (Rule.StatedWeights[m] / sum).ToString(" 0.00", CultureInfo.InvariantCulture))
                    + (Temperatures.Count == 0 ? "" : Temperatures[m].ToString(" (T 0.00)", CultureInfo.InvariantCulture))
            )
        );
    }

    private LabelledAnswers Cooled(LabelledAnswers answers) => Temperatures.Count == 0 ? answers : answers.Cooled(Temperatures);

    private void MeanOf(ReadOnlySpan<float> values, int teachers, Span<float> mean)
    {
        mean.Clear();
        var sum = Rule.StatedWeights.Sum();
        for (var m = 0; m < teachers; m++)
        {
            var share = (float)(sum > 0 ? Rule.StatedWeights[m] / sum : 1.0 / teachers);
            for (var d = 0; d < mean.Length; d++)
                mean[d] += share * values[(m * mean.Length) + d];
        }
    }

    private static void Cool(Span<float> row, float sharpness)
    {
        foreach (ref var logit in row)
            logit *= sharpness;
    }
}
