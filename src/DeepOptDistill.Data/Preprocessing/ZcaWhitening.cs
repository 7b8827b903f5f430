using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using MathNet.Numerics.LinearAlgebra;

namespace DeepOptDistill.Data.Preprocessing;

/// <summary>
/// x' = (x − μ)·V·(D + bias)^(−1/2)·Vᵀ with the training images' covariance V·D·Vᵀ (divided by n): uncorrelated pixels of variance 1 (up to
/// the bias), as near to the image as whitening can be.
/// </summary>
/// <remarks>
/// Bell and Sejnowski 1997. The bias is inside the covariance, as in pylearn2 (0.1, behind contrast normalization to scale 55) and in
/// Coates, Lee and Ng 2011 (0.1 for 6×6 patches): both are this form.
/// </remarks>
[Kind("zca-whitening", "uncorrelated pixels of variance 1, nearest to the image", Version = 2)]
public sealed record ZcaWhitening : Preprocessing
{
    /// <summary>Added to the covariance's diagonal.</summary>
    [Between(0, 1e6)]
    public double Bias { get; init; } = 0.1;

    internal override FittedStep Fit(Blocks images)
    {
        var covariance = Covariance.Of(images);
        var (values, vectors) = covariance.Eigen();
        var whitened = Scaled(vectors, Whitening.Inverse(values, Bias, "zca-whitening")) * vectors.Transpose();
        return new MatrixStep([.. covariance.Mean.Select(m => (float)m)], Whitening.RowMajor(whitened), images.Size);
    }

    private static Matrix<double> Scaled(Matrix<double> vectors, double[] factors) =>
        vectors.MapIndexed((_, column, value) => value * factors[column]);
}
