using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>The arithmetic mean of the teachers' softened distributions: pᵢ = 1/M Σₘ softmax(vₘ / T)ᵢ.</summary>
/// <remarks>Hinton, Vinyals, Dean 2015, section 2; mixture of experts rather than product.</remarks>
[Kind("mean-probabilities", "mean over teachers of softmax(v / T)")]
public sealed record MeanProbabilities : MixingRule
{
    private const int LargestOnStack = 1024;

    /// <inheritdoc/>
    protected override void MixChecked(ReadOnlySpan<float> logits, int teachers, float sharpness, Span<float> probabilities)
    {
        var classes = probabilities.Length;
        Span<float> buffer = classes <= LargestOnStack ? stackalloc float[classes] : new float[classes];
        probabilities.Clear();
        for (var teacher = 0; teacher < teachers; teacher++)
            Softmax.AddTo(probabilities, logits.Slice(teacher * classes, classes), sharpness, 1f / teachers, buffer);
    }
}
