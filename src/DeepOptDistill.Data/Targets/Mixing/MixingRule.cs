using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>
/// Turns the raw logits of several teachers into one softened distribution. Applied when targets are read, so that one store serves
/// every temperature and rule. With one teacher every rule is softmax(v / T); equal teachers are one teacher.
/// </summary>
[Family("mixing")]
public abstract record MixingRule
{
    private const int LargestOnStack = 4096;

    /// <summary>
    /// Whether <see cref="Fit"/> learns something from labelled answers; such a rule mixes as if it had not, until it is fitted.
    /// </summary>
    public virtual bool IsFitted => false;

    /// <summary>Whether teachers that do not know all classes can be mixed.</summary>
    public virtual bool TakesUnknownClasses => true;

    /// <summary>The weights that were stated, one a teacher; empty for equal ones.</summary>
    public virtual IReadOnlyList<double> StatedWeights => [];

    /// <summary>The rule for some of the teachers: stated weights are theirs alone, equal ones where all of theirs are 0.</summary>
    /// <param name="teachers">Their numbers.</param>
    public virtual MixingRule Among(IReadOnlyList<int> teachers) => this;

    /// <summary>Stated weights of some teachers.</summary>
    protected static IReadOnlyList<double> Among(IReadOnlyList<double> weights, IReadOnlyList<int> teachers) =>
        weights.Count == 0 || teachers.All(teacher => weights[teacher] == 0) ? [] : [.. teachers.Select(teacher => weights[teacher])];

    /// <summary>The rule with what it learns from labelled answers filled in; itself where it learns nothing.</summary>
    /// <param name="answers">Answers to images that no teacher learned from, at T = 1.</param>
    public virtual MixingRule Fit(LabelledAnswers answers) => this;

    /// <summary>Writes the mixed distribution of one sample.</summary>
    /// <param name="logits">Teachers × classes, row-major; −∞ means probability 0, NaN a class that the teacher does not know. Each teacher
    /// has at least one finite logit.</param>
    /// <param name="teachers">Number of rows.</param>
    /// <param name="temperature">T &gt; 0; larger is softer.</param>
    /// <param name="probabilities">Receives one probability per class; its length is the number of classes.</param>
    /// <param name="batch">Number of the batch, for rules that change from batch to batch; null for what they are on average.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    /// <exception cref="Core.Problems.RunFailedException">The logits define no distribution: +∞, or no finite one in a row.</exception>
    public void Mix(ReadOnlySpan<float> logits, int teachers, double temperature, Span<float> probabilities, long? batch = null)
    {
        if (teachers < 1 || logits.Length != teachers * probabilities.Length)
            throw new ArgumentException(
                $"found {logits.Length} logits; expected {teachers} teachers × {probabilities.Length} classes",
                nameof(logits)
            );
        var padded = Softmax.Padded(logits.Length);
        Span<float> buffer = padded <= LargestOnStack ? stackalloc float[padded] : new float[padded];
        buffer.Clear();
        Mix(logits, (float)(1 / temperature), batch, buffer, probabilities);
    }

    /// <summary>
    /// The logarithm of the mixed probability of one class at T = 1, in nats. Rules that can tell it beyond the range of float32 do.
    /// </summary>
    /// <param name="logits">Teachers × classes, as for <see cref="Mix(ReadOnlySpan{float}, int, double, Span{float}, long?)"/>.</param>
    /// <param name="teachers">Number of rows.</param>
    /// <param name="label">The class.</param>
    public virtual double LogProbability(ReadOnlySpan<float> logits, int teachers, int label)
    {
        var probabilities = new float[logits.Length / teachers];
        Mix(logits, teachers, 1, probabilities);
        return Math.Log(probabilities[label]);
    }

    /// <summary>The rule itself; lengths are already checked.</summary>
    /// <param name="logits">Teachers × classes, row-major.</param>
    /// <param name="sharpness">1 / T.</param>
    /// <param name="batch">Number of the batch; null for the average over batches.</param>
    /// <param name="buffer">Zeros, as many as there are logits, rounded up to whole vectors.</param>
    /// <param name="probabilities">Receives one probability per class.</param>
    protected abstract void Mix(ReadOnlySpan<float> logits, float sharpness, long? batch, Span<float> buffer, Span<float> probabilities);
}
