using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// −y·log σ(z) − (1 − y)·log(1 − σ(z)) of each label, averaged over labels and over the samples that have any: hard labels of a multi-label
/// task.
/// </summary>
/// <remarks>
/// Computed as softplus(z) − y·z, which is finite for every logit. The mean over labels is PyTorch's and Keras's convention.
/// </remarks>
[Kind("binary-cross-entropy", "−log σ(±z) of each label, each by itself: hard labels of a multi-label task")]
public sealed record BinaryCrossEntropy : Loss
{
    /// <inheritdoc/>
    public override IReadOnlyList<TaskKind> Tasks => [TaskKind.Labels];

    /// <inheritdoc/>
    public override Tensor Value(LossInput input)
    {
        var (truths, known) = Known.Of(input.Truths!);
        return ((nn.functional.softplus(input.Logits) - (truths * input.Logits)) * known).sum() / known.sum().clamp(min: 1);
    }
}
