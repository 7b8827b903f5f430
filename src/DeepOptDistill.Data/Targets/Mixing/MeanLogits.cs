using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>
/// The softened distribution of the mean logits: p = softmax(1/M Σₘ vₘ / T), the normalized geometric mean of the teachers'
/// distributions. A class that one teacher excludes (−∞) is excluded.
/// </summary>
/// <remarks>Hinton, Vinyals, Dean 2015, section 2.</remarks>
[Kind("mean-logits", "softmax(mean over teachers of v / T)")]
public sealed record MeanLogits : MixingRule
{
    /// <inheritdoc/>
    protected override void Mix(ReadOnlySpan<float> logits, int teachers, float sharpness, Span<float> buffer, Span<float> probabilities)
    {
        var classes = probabilities.Length;
        for (var start = 0; start < logits.Length; start += classes)
            for (var i = 0; i < classes; i++) buffer[i] += logits[start + i];
        Softmax.Shift(buffer[..classes], sharpness / teachers, buffer);
        Softmax.Exponentials(buffer[..Softmax.Padded(classes)]);
        probabilities.Clear();
        Softmax.AddNormalized(buffer[..classes], 1, probabilities);
    }
}
