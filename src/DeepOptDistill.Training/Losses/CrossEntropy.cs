using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>−log softmax(z)_label, averaged over the batch: the hard labels.</summary>
[Kind("cross-entropy", "−log softmax(z)[label]: hard labels")]
public sealed record CrossEntropy : Loss
{
    /// <summary>ε: the label's share becomes 1 − ε + ε / classes, every other class's ε / classes.</summary>
    /// <remarks>Szegedy et al. 2016. A teacher trained so tends to distil worse (Müller et al. 2019).</remarks>
    [Between(0, 1, HighExcluded = true)]
    public double Smoothing { get; init; }

    /// <inheritdoc/>
    public override Tensor Value(LossInput input)
    {
        if (input.Mixed is not { } mixed) return nn.functional.cross_entropy(input.Logits, input.Labels, label_smoothing: Smoothing);
        // λ·CE(own label) + (1 − λ)·CE(partner's label), image by image.
        Tensor Each(Tensor labels) => nn.functional.cross_entropy(input.Logits, labels, label_smoothing: Smoothing, reduction: nn.Reduction.None);
        return ((mixed.Shares * Each(input.Labels)) + ((1 - mixed.Shares) * Each(mixed.Labels))).mean();
    }
}
