namespace DeepOptDistill.Training.Optimizers;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's rotations.</summary>
/// <remarks>Golub and Van Loan, Matrix Computations, section 8.5.</remarks>
internal static class SymmetricEigen
{
    private const int MostSweeps = 60;

    /// <summary>A = Q·diag(values)·Qᵀ; the columns of Q are the vectors.</summary>
    public static (double[] Values, double[,] Vectors) Of(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var (a, q) = ((double[,])matrix.Clone(), new double[n, n]);
        for (var i = 0; i < n; i++)
            q[i, i] = 1;
        for (var sweep = 0; sweep < MostSweeps && OffDiagonal(a) > 1e-30 * Diagonal(a); sweep++)
        for (var i = 0; i < n - 1; i++)
        for (var j = i + 1; j < n; j++)
            if (a[i, j] != 0)
                Rotate(a, q, i, j);
        return ([.. Enumerable.Range(0, n).Select(i => a[i, i])], q);
    }

    private static void Rotate(double[,] a, double[,] q, int i, int j)
    {
        var theta = (a[j, j] - a[i, i]) / (2 * a[i, j]);
        var tangent = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var cosine = 1 / Math.Sqrt((tangent * tangent) + 1);
        var sine = tangent * cosine;
        for (var k = 0; k < a.GetLength(0); k++)
            (a[k, i], a[k, j]) = ((cosine * a[k, i]) - (sine * a[k, j]), (sine * a[k, i]) + (cosine * a[k, j]));
        for (var k = 0; k < a.GetLength(0); k++)
            (a[i, k], a[j, k]) = ((cosine * a[i, k]) - (sine * a[j, k]), (sine * a[i, k]) + (cosine * a[j, k]));
        for (var k = 0; k < a.GetLength(0); k++)
            (q[k, i], q[k, j]) = ((cosine * q[k, i]) - (sine * q[k, j]), (sine * q[k, i]) + (cosine * q[k, j]));
    }

    private static double OffDiagonal(double[,] a) => Sum(a, (i, j) => i != j);

    private static double Diagonal(double[,] a) => Sum(a, (i, j) => i == j);

    private static double Sum(double[,] a, Func<int, int, bool> which)
    {
        var sum = 0.0;
        for (var i = 0; i < a.GetLength(0); i++)
        for (var j = 0; j < a.GetLength(0); j++)
            if (which(i, j))
                sum += a[i, j] * a[i, j];
        return sum;
    }
}
