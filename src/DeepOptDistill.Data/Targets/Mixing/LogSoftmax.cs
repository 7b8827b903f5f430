namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>Logarithms of probabilities, exact where the probabilities themselves are 0 in float32.</summary>
internal static class LogSoftmax
{
    /// <summary>log softmax(v)ᵢ; −∞ for a class that is excluded.</summary>
    /// <param name="logits">v.</param>
    /// <param name="label">i.</param>
    public static double Of(ReadOnlySpan<float> logits, int label)
    {
        var largest = double.NegativeInfinity;
        foreach (var logit in logits)
            largest = Math.Max(largest, logit);
        if (!double.IsFinite(largest))
            throw Softmax.NoDistribution((float)largest);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - largest);
        return logits[label] - largest - Math.Log(sum);
    }

    /// <summary>log Σ exp(vᵢ).</summary>
    public static double Sum(ReadOnlySpan<double> logarithms)
    {
        var largest = double.NegativeInfinity;
        foreach (var logarithm in logarithms)
            largest = Math.Max(largest, logarithm);
        if (double.IsNegativeInfinity(largest))
            return largest;
        var sum = 0.0;
        foreach (var logarithm in logarithms)
            sum += Math.Exp(logarithm - largest);
        return largest + Math.Log(sum);
    }
}
