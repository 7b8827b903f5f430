namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>
/// A weighted mean of the teachers' softened distributions: pᵢ = Σₘ wₘ softmax(vₘ / T)ᵢ, Σₘ wₘ = 1. Where a teacher does not know a class,
/// the <see cref="Consensus"/> of what each says about the classes it knows; with teachers that know all, that is the mean.
/// </summary>
public abstract record ProbabilityRule : MixingRule
{
    private const int MostOnStack = 256;

    /// <inheritdoc/>
    public sealed override double LogProbability(ReadOnlySpan<float> logits, int teachers, int label)
    {
        foreach (var logit in logits)
            if (float.IsNaN(logit))
                return base.LogProbability(logits, teachers, label);
        var (weights, classes) = (new float[teachers], logits.Length / teachers);
        Weigh(logits, null, weights);
        var each = new double[teachers];
        for (var m = 0; m < teachers; m++)
            each[m] = Math.Log(weights[m]) + LogSoftmax.Of(logits.Slice(m * classes, classes), label);
        return LogSoftmax.Sum(each);
    }

    /// <inheritdoc/>
    protected sealed override void Mix(
        ReadOnlySpan<float> logits,
        float sharpness,
        long? batch,
        Span<float> buffer,
        Span<float> probabilities
    )
    {
        var classes = probabilities.Length;
        var teachers = logits.Length / classes;
        Span<float> weights = teachers <= MostOnStack ? stackalloc float[teachers] : new float[teachers];
        Weigh(logits, batch, weights);
        var isPartial = false;
        for (var start = 0; start < logits.Length; start += classes)
            isPartial |= Softmax.Shift(logits.Slice(start, classes), sharpness, buffer[start..]);
        Softmax.Exponentials(buffer);
        probabilities.Clear();
        if (isPartial)
            Consensus.Of(logits, buffer, weights, probabilities);
        else
            for (var m = 0; m < teachers; m++)
                Softmax.AddNormalized(buffer.Slice(m * classes, classes), weights[m], probabilities);
    }

    /// <summary>Writes the weight of each teacher for one sample; they sum to 1.</summary>
    /// <param name="logits">Teachers × classes, row-major.</param>
    /// <param name="batch">Number of the batch; null for the average over batches.</param>
    /// <param name="weights">One a teacher.</param>
    protected abstract void Weigh(ReadOnlySpan<float> logits, long? batch, Span<float> weights);
}
