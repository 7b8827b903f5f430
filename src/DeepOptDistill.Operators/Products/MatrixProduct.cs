using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>
/// Products of matrices whose shapes are looked at first: libtorch's error about them does not pass TorchSharp's door, it ends the process.
/// </summary>
internal static class MatrixProduct
{
    /// <summary>A·B over the last two axes, leading axes broadcast.</summary>
    /// <exception cref="NotSupportedException">The shapes or types do not fit.</exception>
    public static Tensor Of(Tensor a, Tensor b)
    {
        if (!Fits(a.shape, b.shape) || a.dtype != b.dtype)
            throw new NotSupportedException($"a product of {Said(a)} and {Said(b)}");
        return a.matmul(b);
    }

    private static bool Fits(long[] a, long[] b)
    {
        if (a.Length == 0 || b.Length == 0) return false;
        if (a[^1] != (b.Length == 1 ? b[0] : b[^2])) return false;
        var (leading, other) = (a.SkipLast(2).Reverse(), b.SkipLast(2).Reverse());
        return leading.Zip(other).All(axis => axis.First == axis.Second || axis.First == 1 || axis.Second == 1);
    }

    private static string Said(Tensor tensor) => $"{tensor.dtype} {string.Join('×', tensor.shape)}";
}
