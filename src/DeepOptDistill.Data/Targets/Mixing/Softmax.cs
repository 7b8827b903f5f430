using System.Numerics;
using System.Runtime.InteropServices;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>softmax(v · s)ᵢ = exp((vᵢ − max v) · s) / Σⱼ exp((vⱼ − max v) · s): no overflow for any finite logits.</summary>
internal static class Softmax
{
    /// <summary>Room for so many floats, rounded up to whole vectors.</summary>
    public static int Padded(int count) => (count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

    /// <summary>Writes (v − max v) · s for one row; −∞ for NaN. Gives whether there was any.</summary>
    /// <exception cref="RunFailedException">The row has no finite largest value, so there is no distribution.</exception>
    public static bool Shift(ReadOnlySpan<float> logits, float sharpness, Span<float> shifted)
    {
        var largest = float.NegativeInfinity;
        foreach (var logit in logits)
            largest = MathF.Max(largest, logit);
        var isPartial = float.IsNaN(largest);
        if (isPartial)
            largest = LargestKnown(logits);
        if (!float.IsFinite(largest))
            throw NoDistribution(largest);
        for (var i = 0; i < logits.Length; i++)
            shifted[i] = (logits[i] - largest) * sharpness;
        if (isPartial)
            shifted[..logits.Length].Replace(float.NaN, float.NegativeInfinity);
        return isPartial;
    }

    /// <summary>Replaces each value by its exponential; the length is a whole number of vectors.</summary>
    public static void Exponentials(Span<float> values)
    {
        foreach (ref var vector in MemoryMarshal.Cast<float, Vector<float>>(values))
            vector = Vector.Exp(vector);
    }

    /// <summary>Adds the row, scaled such that its sum is <paramref name="weight"/>.</summary>
    public static void AddNormalized(ReadOnlySpan<float> exponentials, float weight, Span<float> sums)
    {
        var sum = 0f;
        foreach (var value in exponentials)
            sum += value;
        var scale = weight / sum;
        for (var i = 0; i < sums.Length; i++)
            sums[i] += scale * exponentials[i];
    }

    /// <summary>Largest probability of a row's softmax, and its entropy in nats; over the classes that are known.</summary>
    public static (double Largest, double Entropy) Certainty(ReadOnlySpan<float> logits)
    {
        var largest = LargestKnown(logits);
        if (!float.IsFinite(largest))
            throw NoDistribution(largest);
        var (sum, weighted) = (0.0, 0.0);
        foreach (var logit in logits)
        {
            if (!float.IsFinite(logit))
                continue;
            var shifted = (double)logit - largest;
            sum += Math.Exp(shifted);
            weighted += shifted * Math.Exp(shifted);
        }
        return (1 / sum, Math.Log(sum) - (weighted / sum));
    }

    public static RunFailedException NoDistribution(float largest) =>
        new(
            new Problem(
                "target mixing",
                FormattableString.Invariant($"a largest logit of {largest}"),
                "at least one finite logit, none +∞",
                "Teachers that exclude or do not know each other's classes cannot be mixed by mean-logits; use mean-probabilities."
            )
        );

    private static float LargestKnown(ReadOnlySpan<float> logits)
    {
        var largest = float.NegativeInfinity;
        foreach (var logit in logits)
            largest = MathF.Max(largest, float.IsNaN(logit) ? float.NegativeInfinity : logit);
        return largest;
    }
}
