using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace DeepOptDistill.Data.Preprocessing;

/// <summary>Mean and covariance of vectors (divided by n), and the covariance's eigenvectors.</summary>
internal sealed class Covariance
{
    private Covariance(double[] mean, Matrix<double> matrix) => (Mean, Matrix) = (mean, matrix);

    public double[] Mean { get; }

    public Matrix<double> Matrix { get; }

    /// <summary>Sums block by block: products of 512 in single precision, their sums in double.</summary>
    public static Covariance Of(Blocks images)
    {
        var size = images.Size;
        var (mean, _) = images.Moments();
        var shift = mean.Select(m => (float)m).ToArray();
        var sums = new double[size][];
        for (var d = 0; d < size; d++)
            sums[d] = new double[size];
        var columns = new float[size * Blocks.Images];
        foreach (var block in images.All)
        {
            var count = block.Length / size;
            Transpose(block.Span, count, size, shift, columns);
            Parallel.For(0, size, row => Add(columns, row, count, sums[row]));
        }
        // What was taken away is the mean rounded to single precision; the rest is taken away here.
        var rest = mean.Select((m, d) => m - shift[d]).ToArray();
        return new Covariance(
            mean,
            Matrix<double>.Build.Dense(size, size, (i, j) => (sums[Math.Max(i, j)][Math.Min(i, j)] / images.Count) - (rest[i] * rest[j]))
        );
    }

    /// <summary>Eigenvalues, largest first, and their vectors as columns.</summary>
    public (double[] Values, Matrix<double> Vectors) Eigen()
    {
        var evd = Matrix.Evd(Symmetricity.Symmetric);
        var order = Enumerable.Range(0, Mean.Length).OrderByDescending(i => evd.EigenValues[i].Real).ToArray();
        return (
            [.. order.Select(i => evd.EigenValues[i].Real)],
            Matrix<double>.Build.DenseOfColumnVectors(order.Select(i => evd.EigenVectors.Column(i)))
        );
    }

    private static void Transpose(ReadOnlySpan<float> block, int count, int size, float[] shift, float[] columns)
    {
        for (var i = 0; i < count; i++)
        for (var d = 0; d < size; d++)
            columns[(d * count) + i] = block[(i * size) + d] - shift[d];
    }

    private static void Add(float[] columns, int row, int count, double[] sums)
    {
        var own = columns.AsSpan(row * count, count);
        for (var d = 0; d <= row; d++)
            sums[d] += TensorPrimitives.Dot(own, columns.AsSpan(d * count, count));
    }
}
