using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>−log softmax(z)_label, averaged over the images of the batch that have a label.</summary>
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
        if (input.IsPartlyLabelled) return OverLabelled(input);
        if (input.Mixed is not { } mixed) return nn.functional.cross_entropy(input.Logits, input.Labels, label_smoothing: Smoothing);
        // λ·CE(own label) + (1 − λ)·CE(partner's label), image by image.
        Tensor Each(Tensor labels) => nn.functional.cross_entropy(input.Logits, labels, label_smoothing: Smoothing, reduction: nn.Reduction.None);
        return ((mixed.Shares * Each(input.Labels)) + ((1 - mixed.Shares) * Each(mixed.Labels))).mean();
    }

    /// <summary>The mean over the images that have a label; 0 where none has.</summary>
    private Tensor OverLabelled(LossInput input)
    {
        var each = nn.functional.cross_entropy(input.Logits, input.Labels, label_smoothing: Smoothing, reduction: nn.Reduction.None);
        return each.sum() / (input.Labels >= 0).sum().clamp(min: 1);
    }
}
