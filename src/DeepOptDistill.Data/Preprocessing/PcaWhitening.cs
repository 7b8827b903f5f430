using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;

namespace DeepOptDistill.Data.Preprocessing;

/// <summary>
/// x' = (x − μ)·V·(D + bias)^(−1/2) with the first columns of V: the directions of largest variance as uncorrelated features of variance 1
/// (up to the bias). What leaves is no image any more but a vector.
/// </summary>
/// <remarks>Pearson 1901; Hotelling 1933.</remarks>
[Kind("pca-whitening", "the first components as features of variance 1", Version = 2)]
public sealed record PcaWhitening : Preprocessing
{
    /// <summary>Components that are kept.</summary>
    [Between(1, 1e6)]
    public required int Components { get; init; }

    /// <summary>Added to the covariance's diagonal.</summary>
    [Between(0, 1e6)]
    public double Bias { get; init; }

    /// <inheritdoc/>
    public override int Outputs(int inputs) => Components;

    internal override FittedStep Fit(Blocks images)
    {
        if (Components > images.Size)
            throw Refuse("pca-whitening", $"{Components} components of {images.Size} pixels", $"at most {images.Size}", "");
        var covariance = Covariance.Of(images);
        var (values, vectors) = covariance.Eigen();
        var factors = Whitening.Inverse(values[..Components], Bias, "pca-whitening");
        var kept = vectors.SubMatrix(0, images.Size, 0, Components).MapIndexed((_, column, value) => value * factors[column]);
        return new MatrixStep([.. covariance.Mean.Select(m => (float)m)], Whitening.RowMajor(kept), Components);
    }
}
