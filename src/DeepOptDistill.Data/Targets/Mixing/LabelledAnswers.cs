using DeepOptDistill.Core;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>What several teachers say of samples whose labels are known.</summary>
public sealed class LabelledAnswers
{
    private readonly IReadOnlyList<float[]> logits;
    private readonly int[] labels;

    /// <param name="logits">For each teacher samples × classes, row-major; −∞ for probability 0, NaN for a class that it does not
    /// know.</param>
    /// <param name="labels">The label of each sample.</param>
    /// <param name="classes">Numbers in an answer.</param>
    /// <exception cref="ArgumentException">There is no teacher or sample, or lengths do not fit.</exception>
    public LabelledAnswers(IReadOnlyList<float[]> logits, IReadOnlyList<int> labels, int classes)
    {
        if (logits.Count == 0 || labels.Count == 0 || logits.Any(row => row.Length != labels.Count * classes))
            throw new ArgumentException(
                $"found {logits.Count} teachers with {string.Join(", ", logits.Select(row => row.Length))} logits for {labels.Count} "
                    + $"labels; expected labels × {classes} from each",
                nameof(logits)
            );
        (this.logits, this.labels, Classes) = (logits, [.. labels], classes);
    }

    /// <summary>Answers to a set of samples that all have a class; or to each of their labels, as a question of two classes.</summary>
    /// <param name="logits">For each teacher samples × classes or labels.</param>
    /// <param name="set">The samples.</param>
    /// <exception cref="ArgumentException">They have values.</exception>
    public LabelledAnswers(IReadOnlyList<float[]> logits, SampleSet set)
        : this(RowsOf(logits, set.Task), LabelsOf(set), set.Task == TaskKind.Labels ? 2 : set.Classes.Count)
    {
        if (set.Task == TaskKind.Labels)
            Together = set.Classes.Count;
    }

    /// <summary>Numbers in an answer.</summary>
    public int Classes { get; }

    /// <summary>Teachers.</summary>
    public int Teachers => logits.Count;

    /// <summary>Samples.</summary>
    public int Samples => labels.Length;

    /// <summary>
    /// So many consecutive ones are about one sample: its labels, each a question of its own; 1 for classes, and for a choice.
    /// </summary>
    public int Together { get; private init; } = 1;

    /// <summary>The labels.</summary>
    public IReadOnlyList<int> Labels => labels;

    /// <summary>The logits of one teacher for one sample.</summary>
    public ReadOnlySpan<float> Row(int teacher, int sample) => logits[teacher].AsSpan(sample * Classes, Classes);

    /// <summary>The logits of one teacher, samples × classes.</summary>
    public ReadOnlySpan<float> Of(int teacher) => logits[teacher];

    /// <summary>The answers of some teachers to some samples.</summary>
    /// <param name="teachers">Their numbers; the order is kept.</param>
    /// <param name="samples">Numbers of the samples; the order is kept.</param>
    public LabelledAnswers Select(IReadOnlyList<int> teachers, IReadOnlyList<int> samples) =>
        new([.. teachers.Select(teacher => Rows(teacher, samples))], [.. samples.Select(sample => labels[sample])], Classes);

    /// <summary>The answers of some teachers to all samples.</summary>
    /// <param name="teachers">Their numbers; the order is kept.</param>
    public LabelledAnswers Among(IReadOnlyList<int> teachers) =>
        new([.. teachers.Select(teacher => logits[teacher])], labels, Classes) { Together = Together };

    /// <summary>Each teacher's logits divided by its temperature.</summary>
    public LabelledAnswers Cooled(IReadOnlyList<double> temperatures) =>
        new([.. logits.Select((rows, m) => rows.Select(v => (float)(v / temperatures[m])).ToArray())], labels, Classes)
        {
            Together = Together,
        };

    /// <summary>The distributions that a rule makes of the answers at T = 1: samples × classes.</summary>
    public float[] Mixed(MixingRule rule)
    {
        var (mixed, rows) = (new float[RowArray.Length(Samples, Classes, "mixed answers")], new float[Teachers * Classes]);
        for (var sample = 0; sample < Samples; sample++)
        {
            for (var m = 0; m < Teachers; m++)
                Row(m, sample).CopyTo(rows.AsSpan(m * Classes));
            rule.Mix(rows, Teachers, 1, mixed.AsSpan(sample * Classes, Classes));
        }
        return mixed;
    }

    /// <summary>
    /// −log of the probability that a rule gives to each label at T = 1, in nats: not cut off, however small the probability is.
    /// </summary>
    public double[] Surprises(MixingRule rule)
    {
        var (surprises, rows) = (new double[Samples], new float[Teachers * Classes]);
        for (var sample = 0; sample < Samples; sample++)
        {
            for (var m = 0; m < Teachers; m++)
                Row(m, sample).CopyTo(rows.AsSpan(m * Classes));
            surprises[sample] = -rule.LogProbability(rows, Teachers, labels[sample]);
        }
        return surprises;
    }

    /// <summary>
    /// The probability that each teacher's softmax gives to the label: one row a sample, one column a teacher. 0 for a label that it does
    /// not know.
    /// </summary>
    internal double[][] LabelProbabilities()
    {
        var each = Enumerable
            .Range(0, Teachers)
            .Select(m => Select([m], [.. Enumerable.Range(0, Samples)]).Mixed(new MeanProbabilities()))
            .ToList();
        return [.. labels.Select((label, sample) => each.Select(mixed => (double)mixed[(sample * Classes) + label]).ToArray())];
    }

    private static IReadOnlyList<float[]> RowsOf(IReadOnlyList<float[]> logits, TaskKind task) =>
        task == TaskKind.Labels ? [.. logits.Select(rows => LabelPairs.Of(rows))] : logits;

    private static IReadOnlyList<int> LabelsOf(SampleSet set) =>
        set.Task switch
        {
            TaskKind.Classes => set.Labels,
            TaskKind.Labels => [.. set.Truths!.Numbers.Select(truth => (int)truth)],
            _ => throw new ArgumentException($"found values of {set.Name}; expected classes or labels.", nameof(set)),
        };

    private float[] Rows(int teacher, IReadOnlyList<int> samples)
    {
        var rows = new float[samples.Count * Classes];
        for (var i = 0; i < samples.Count; i++)
            Row(teacher, samples[i]).CopyTo(rows.AsSpan(i * Classes));
        return rows;
    }
}
