using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>softmax(v · s)ᵢ = exp((vᵢ − max v) · s) / Σⱼ exp((vⱼ − max v) · s): no overflow for any finite logits.</summary>
internal static class Softmax
{
    /// <summary>Adds <paramref name="weight"/> · softmax(logits · sharpness) to the sums, through a buffer of the same length.</summary>
    public static void AddTo(Span<float> sums, ReadOnlySpan<float> logits, float sharpness, float weight, Span<float> buffer)
    {
        var scale = weight / Exponentials(logits, sharpness, buffer);
        for (var i = 0; i < sums.Length; i++) sums[i] += scale * buffer[i];
    }

    /// <summary>Writes softmax(logits · sharpness); the spans may be the same.</summary>
    public static void Into(ReadOnlySpan<float> logits, float sharpness, Span<float> probabilities)
    {
        var scale = 1 / Exponentials(logits, sharpness, probabilities);
        for (var i = 0; i < probabilities.Length; i++) probabilities[i] *= scale;
    }

    private static float Exponentials(ReadOnlySpan<float> logits, float sharpness, Span<float> exponentials)
    {
        var largest = Largest(logits);
        var sum = 0f;
        for (var i = 0; i < logits.Length; i++)
        {
            var value = MathF.Exp((logits[i] - largest) * sharpness);
            exponentials[i] = value;
            sum += value;
        }
        return sum;
    }

    private static float Largest(ReadOnlySpan<float> logits)
    {
        var largest = float.NegativeInfinity;
        foreach (var logit in logits) largest = MathF.Max(largest, logit);
        return float.IsFinite(largest)
            ? largest
            : throw new RunFailedException(new Problem("target mixing", FormattableString.Invariant($"a largest logit of {largest}"), "at least one finite logit, none NaN or +∞",
                "Two teachers that exclude each other's classes cannot be mixed by mean-logits; use mean-probabilities."));
    }
}
