using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>
/// Turns the raw logits of several teachers into one softened distribution. Applied when targets are read, so that one store serves
/// every temperature and rule. With one teacher every rule is softmax(v / T); the order of the teachers does not matter.
/// </summary>
[Family("mixing")]
public abstract record MixingRule
{
    private const int LargestOnStack = 4096;

    /// <summary>Writes the mixed distribution of one sample.</summary>
    /// <param name="logits">Teachers × classes, row-major; −∞ means probability 0. Each teacher has at least one finite logit.</param>
    /// <param name="teachers">Number of rows.</param>
    /// <param name="temperature">T &gt; 0; larger is softer.</param>
    /// <param name="probabilities">Receives one probability per class; its length is the number of classes.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    /// <exception cref="Core.Problems.RunFailedException">The logits define no distribution: NaN, +∞, or −∞ for every class.</exception>
    public void Mix(ReadOnlySpan<float> logits, int teachers, double temperature, Span<float> probabilities)
    {
        if (teachers < 1 || logits.Length != teachers * probabilities.Length)
            throw new ArgumentException($"found {logits.Length} logits; expected {teachers} teachers × {probabilities.Length} classes", nameof(logits));
        var padded = Softmax.Padded(logits.Length);
        Span<float> buffer = padded <= LargestOnStack ? stackalloc float[padded] : new float[padded];
        buffer.Clear();
        Mix(logits, teachers, (float)(1 / temperature), buffer, probabilities);
    }

    /// <summary>The rule itself; lengths are already checked.</summary>
    /// <param name="logits">Teachers × classes, row-major.</param>
    /// <param name="teachers">Number of rows.</param>
    /// <param name="sharpness">1 / T.</param>
    /// <param name="buffer">Zeros, as many as there are logits, rounded up to whole vectors.</param>
    /// <param name="probabilities">Receives one probability per class.</param>
    protected abstract void Mix(ReadOnlySpan<float> logits, int teachers, float sharpness, Span<float> buffer, Span<float> probabilities);
}
