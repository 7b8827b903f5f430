using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>
/// One teacher for each batch, drawn with equal chances; on average, and wherever the ensemble is measured, the mean of probabilities.
/// </summary>
[Kind("random-teacher", "softmax(v / T) of one teacher, drawn for each batch")]
public sealed record RandomTeacher : ProbabilityRule
{
    /// <summary>Seed of the draws.</summary>
    public long Seed { get; init; } = 1;

    /// <inheritdoc/>
    protected override void Weigh(ReadOnlySpan<float> logits, long? batch, Span<float> weights)
    {
        Weighting.Write([], weights);
        if (batch is not { } number)
            return;
        weights.Clear();
        weights[new Seed((ulong)Seed).Derive("teacher").Derive(number).Stream().NextInt(weights.Length)] = 1;
    }
}
