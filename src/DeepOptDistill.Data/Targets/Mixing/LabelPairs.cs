namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>
/// Labels as questions of two classes: 0 is the logit of "not", the label's own of "so". Softmax over the two is the sigmoid, also at any
/// temperature, so that every mixing rule, weight and calibration means for a label what it means for classes.
/// </summary>
internal static class LabelPairs
{
    /// <summary>(0, v) for each logit v.</summary>
    public static float[] Of(ReadOnlySpan<float> logits)
    {
        var pairs = new float[2 * logits.Length];
        for (var i = 0; i < logits.Length; i++)
            pairs[(2 * i) + 1] = logits[i];
        return pairs;
    }

    /// <summary>The probability of each label from distributions over (not, so).</summary>
    public static float[] Probabilities(ReadOnlySpan<float> pairs)
    {
        var probabilities = new float[pairs.Length / 2];
        for (var i = 0; i < probabilities.Length; i++)
            probabilities[i] = pairs[(2 * i) + 1];
        return probabilities;
    }

    /// <summary>Mixes teachers label by label.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="logits">Teachers × labels.</param>
    /// <param name="teachers">Number of rows.</param>
    /// <param name="temperature">T.</param>
    /// <param name="probabilities">Receives one probability a label.</param>
    /// <param name="batch">Number of the batch; null for the average over batches.</param>
    public static void Mix(
        MixingRule rule,
        ReadOnlySpan<float> logits,
        int teachers,
        double temperature,
        Span<float> probabilities,
        long? batch
    )
    {
        Span<float> rows = stackalloc float[2];
        if (teachers > 1)
            rows = new float[2 * teachers];
        Span<float> mixed = stackalloc float[2];
        for (var label = 0; label < probabilities.Length; label++)
        {
            for (var m = 0; m < teachers; m++)
                (rows[2 * m], rows[(2 * m) + 1]) = (0, logits[(m * probabilities.Length) + label]);
            rule.Mix(rows, teachers, temperature, mixed, batch);
            probabilities[label] = mixed[1];
        }
    }
}
