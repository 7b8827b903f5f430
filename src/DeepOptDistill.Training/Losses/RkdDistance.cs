using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// Huber loss between the distances of all pairs of samples, N² pairs, each side's divided by the mean of its positive ones.
/// </summary>
/// <remarks>Park et al. 2019, Relational Knowledge Distillation, arXiv 1904.05068. In use: weight 25 on pooled features.</remarks>
[Kind("rkd-distance", "Huber of pairwise distances, in units of their mean")]
public sealed record RkdDistance : RelationLoss
{
    /// <inheritdoc/>
    internal override Tensor Compare(IReadOnlyList<(Tensor Student, Tensor Teacher)> features)
    {
        var (student, teacher) = features[0];
        return nn.functional.smooth_l1_loss(Relative(student), Relative(teacher)).to(student.dtype);
    }

    private Tensor Relative(Tensor features)
    {
        var distances = Distances(InnerProducts(features));
        // A batch of one sample, or of copies of one, has no positive distance: its mean is any number.
        var mean = distances.sum() / (distances > 0).sum().clamp_min(1);
        return distances / mean.clamp_min(1e-300);
    }
}
