using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>
/// The softened distribution of the mean logits: p = softmax(Σₘ wₘ vₘ / T), the normalized geometric mean of the teachers'
/// distributions. A class that one teacher excludes (−∞) is excluded.
/// </summary>
/// <remarks>Hinton, Vinyals, Dean 2015, section 2.</remarks>
[Kind("mean-logits", "softmax(weighted mean over teachers of v / T)")]
public sealed record MeanLogits : MixingRule
{
    private const int MostOnStack = 256;

    /// <summary>Weights in the teachers' order, scaled to sum to 1; empty for equal ones.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<double> StatedWeights => Weights;

    /// <inheritdoc/>
    public override MixingRule Among(IReadOnlyList<int> teachers) => this with { Weights = Among(Weights, teachers) };

    // Logits are known up to a constant: those of different sets of classes cannot be averaged.
    /// <inheritdoc/>
    public override bool TakesUnknownClasses => false;

    /// <inheritdoc/>
    public override double LogProbability(ReadOnlySpan<float> logits, int teachers, int label)
    {
        var (weights, sums) = (new float[teachers], new float[logits.Length / teachers]);
        Weighting.Write(Weights, weights);
        for (var m = 0; m < teachers; m++)
            if (weights[m] > 0)
                AddRow(logits.Slice(m * sums.Length, sums.Length), weights[m], sums);
        return LogSoftmax.Of(sums, label);
    }

    /// <inheritdoc/>
    protected override void Mix(ReadOnlySpan<float> logits, float sharpness, long? batch, Span<float> buffer, Span<float> probabilities)
    {
        var classes = probabilities.Length;
        var teachers = logits.Length / classes;
        Span<float> weights = teachers <= MostOnStack ? stackalloc float[teachers] : new float[teachers];
        Weighting.Write(Weights, weights);
        for (var m = 0; m < teachers; m++)
            if (weights[m] > 0)
                AddRow(logits.Slice(m * classes, classes), weights[m], buffer);
        if (Softmax.Shift(buffer[..classes], sharpness, buffer))
            throw Softmax.NoDistribution(float.NaN);
        Softmax.Exponentials(buffer[..Softmax.Padded(classes)]);
        probabilities.Clear();
        Softmax.AddNormalized(buffer[..classes], 1, probabilities);
    }

    private static void AddRow(ReadOnlySpan<float> logits, float weight, Span<float> sums)
    {
        for (var i = 0; i < logits.Length; i++)
            sums[i] += weight * logits[i];
    }
}
