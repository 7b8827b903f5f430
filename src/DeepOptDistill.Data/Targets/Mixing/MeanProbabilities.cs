using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>The arithmetic mean of the teachers' softened distributions: pᵢ = 1/M Σₘ softmax(vₘ / T)ᵢ.</summary>
/// <remarks>Hinton, Vinyals, Dean 2015, section 2; mixture of experts rather than product.</remarks>
[Kind("mean-probabilities", "mean over teachers of softmax(v / T)")]
public sealed record MeanProbabilities : MixingRule
{
    /// <inheritdoc/>
    protected override void Mix(ReadOnlySpan<float> logits, int teachers, float sharpness, Span<float> buffer, Span<float> probabilities)
    {
        var classes = probabilities.Length;
        for (var start = 0; start < logits.Length; start += classes) Softmax.Shift(logits.Slice(start, classes), sharpness, buffer[start..]);
        Softmax.Exponentials(buffer);
        probabilities.Clear();
        for (var start = 0; start < logits.Length; start += classes) Softmax.AddNormalized(buffer.Slice(start, classes), 1f / teachers, probabilities);
    }
}
