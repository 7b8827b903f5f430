using DeepOptDistill.Core.Problems;
using MathNet.Numerics.LinearAlgebra;

namespace DeepOptDistill.Data.Preprocessing;

/// <summary>What both forms of whitening share.</summary>
internal static class Whitening
{
    /// <summary>(d + bias)^(−1/2) of each eigenvalue.</summary>
    /// <exception cref="InputException">A direction has no variance and there is no bias.</exception>
    public static double[] Inverse(double[] values, double bias, string where)
    {
        var least = 1e-10 * values[0];
        var flat = values.Count(value => value + bias <= least);
        if (flat > 0 || values[0] + bias <= 0)
            throw new InputException(
                new Problem(
                    $"preprocessing '{where}'",
                    $"{flat} of {values.Length} directions without variance, such as constant pixels",
                    "a covariance of full rank, or a bias",
                    "Set 'bias' above 0; 0.1 is usual behind contrast normalization to scale 55."
                )
            );
        return [.. values.Select(value => 1 / Math.Sqrt(Math.Max(0, value) + bias))];
    }

    public static float[] RowMajor(Matrix<double> matrix) => [.. matrix.ToRowMajorArray().Select(value => (float)value)];
}
