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
    protected override void MixChecked(ReadOnlySpan<float> logits, int teachers, float sharpness, Span<float> probabilities)
    {
        var classes = probabilities.Length;
        logits[..classes].CopyTo(probabilities);
        for (var teacher = 1; teacher < teachers; teacher++)
        {
            var row = logits.Slice(teacher * classes, classes);
            for (var i = 0; i < classes; i++) probabilities[i] += row[i];
        }
        Softmax.Into(probabilities, sharpness / teachers, probabilities);
    }
}
