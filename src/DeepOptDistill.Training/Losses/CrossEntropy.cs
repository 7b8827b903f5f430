using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>−log softmax(z)_label, averaged over the batch: the hard labels.</summary>
[Kind("cross-entropy", "−log softmax(z)[label]: hard labels")]
public sealed record CrossEntropy : Loss
{
    /// <inheritdoc/>
    public override Tensor Value(LossInput input) => nn.functional.cross_entropy(input.Logits, input.Labels);
}
