using System.Numerics.Tensors;

namespace DeepOptDistill.Data.Similarity;

/// <summary>A·Bᵀ of row-major matrices: every row of A times every row of B, row by row on all cores.</summary>
internal static class RowProduct
{
    public static double[] Of(double[] a, double[] b, int length)
    {
        var (rows, columns) = (a.Length / length, b.Length / length);
        var product = new double[rows * columns];
        Parallel.For(
            0,
            rows,
            i =>
            {
                var row = a.AsSpan(i * length, length);
                for (var j = 0; j < columns; j++)
                    product[(i * columns) + j] = TensorPrimitives.Dot(row, b.AsSpan(j * length, length));
            }
        );
        return product;
    }
}
