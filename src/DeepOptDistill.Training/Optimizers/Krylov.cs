using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>The space spanned by v, Hv, H²v, …</summary>
internal static class Krylov
{
    /// <summary>
    /// An orthonormal basis (rows) and H in it, a tridiagonal matrix. Fewer vectors than asked for where the space has no more.
    /// Every vector is orthogonalized twice against all before it: Lanczos alone loses orthogonality in finite precision.
    /// </summary>
    public static (Tensor Basis, double[,] Matrix) Lanczos(Tensor start, Func<Tensor, Tensor> hessian, int vectors)
    {
        var tiny = start.dtype == ScalarType.Float64 ? 1e-10 : 1e-5;
        var (rows, diagonal, beside) = (new List<Tensor> { start }, new List<double>(), new List<double>());
        var scale = 0.0;
        while (true)
        {
            var next = hessian(rows[^1]);
            scale = Math.Max(scale, next.norm().ToDouble());
            diagonal.Add(next.dot(rows[^1]).ToDouble());
            var basis = stack(rows);
            for (var pass = 0; pass < 2; pass++)
                next -= basis.matmul(next).matmul(basis);
            var length = next.norm().ToDouble();
            if (rows.Count == Math.Min(vectors, start.numel()) || length <= tiny * scale)
                return (basis, Tridiagonal(diagonal, beside));
            beside.Add(length);
            rows.Add(next / length);
        }
    }

    private static double[,] Tridiagonal(List<double> diagonal, List<double> beside)
    {
        var matrix = new double[diagonal.Count, diagonal.Count];
        for (var i = 0; i < diagonal.Count; i++)
            matrix[i, i] = diagonal[i];
        for (var i = 0; i < beside.Count; i++)
            matrix[i, i + 1] = matrix[i + 1, i] = beside[i];
        return matrix;
    }
}
