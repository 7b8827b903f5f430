using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// A term that compares how the samples of a batch lie to each other, as points in each network's own space. Shapes need not agree.
/// </summary>
/// <remarks>
/// Everything is computed from the centred samples' inner products, N × N: that needs no N × N × features tensor, and can be differentiated
/// twice, which libtorch's pairwise distance cannot. Double precision, as distances of near samples are small differences of large
/// products.
/// </remarks>
public abstract record RelationLoss : FeatureLoss
{
    // Squared distance, relative to the squared lengths, up to which two samples are one: beyond what float32 features can tell apart.
    private const double Least = 1e-12;

    /// <summary>Whether maps become the mean of each channel; otherwise every position counts.</summary>
    public bool Pool { get; init; } = true;

    /// <summary>Inner products of the samples, seen from the batch's mean.</summary>
    private protected Tensor InnerProducts(Tensor features)
    {
        var points = (Pool && features.dim() == 4 ? features.mean([2, 3]) : features.flatten(1)).to(ScalarType.Float64);
        var centred = points - points.mean([0], keepdim: true);
        return centred.mm(centred.t());
    }

    /// <summary>Distances of the samples; exactly 0, without a gradient, where two are one: the root's own would be infinite.</summary>
    private protected static Tensor Distances(Tensor products)
    {
        var squares = products.diagonal();
        var sums = squares.unsqueeze(0) + squares.unsqueeze(1);
        var distances = sums - (2 * products);
        var apart = distances > Least * sums;
        return where(apart, where(apart, distances, ones_like(distances)).sqrt(), zeros_like(distances));
    }
}
