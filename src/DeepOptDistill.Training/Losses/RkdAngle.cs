using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// Huber loss between the cosines of the angles of all triples of samples, N³ triples; a triple with two equal samples counts 0.
/// </summary>
/// <remarks>
/// Park et al. 2019, Relational Knowledge Distillation, arXiv 1904.05068. In use: weight 50 on pooled features. cos∠jik =
/// ⟨x_j − x_i, x_k − x_i⟩ / (d_ij·d_ik). Some ten tensors of N³ numbers live during a step: 170 MB for a batch of 128, eight times that for
/// 256.
/// </remarks>
[Kind("rkd-angle", "Huber of the cosines of angles between samples")]
public sealed record RkdAngle : RelationLoss
{
    /// <inheritdoc/>
    internal override Tensor Compare(IReadOnlyList<(Tensor Student, Tensor Teacher)> features)
    {
        var (student, teacher) = features[0];
        return nn.functional.smooth_l1_loss(Cosines(student), Cosines(teacher)).to(student.dtype);
    }

    /// <summary>Cosine at vertex i between j and k, N × N × N.</summary>
    private Tensor Cosines(Tensor features)
    {
        var products = InnerProducts(features);
        var distances = Distances(products);
        var apart = distances > 0;
        var inverse = where(apart, where(apart, distances, ones_like(distances)).reciprocal(), zeros_like(distances));
        var sides = products.unsqueeze(0) - products.unsqueeze(2) - products.unsqueeze(1) + products.diagonal().reshape(-1, 1, 1);
        return sides * inverse.unsqueeze(2) * inverse.unsqueeze(1);
    }
}
