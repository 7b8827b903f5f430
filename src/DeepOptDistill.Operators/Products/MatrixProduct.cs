using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>
/// Products of matrices whose shapes are looked at first: libtorch's error about them does not pass TorchSharp's door, it ends the process.
/// </summary>
internal static class MatrixProduct
{
    /// <summary>Shape of a product; a vector is a row in front and a column behind.</summary>
    public static long[] Shape(long[] a, long[] b)
    {
        long[] left = a.Length == 1 ? [1, a[0]] : a,
            right = b.Length == 1 ? [b[0], 1] : b;
        var rank = Math.Max(left.Length, right.Length);
        long At(long[] shape, int axis) => axis - rank + shape.Length is >= 0 and var at ? shape[at] : 1;
        long[] many = [.. Enumerable.Range(0, rank - 2).Select(axis => Math.Max(At(left, axis), At(right, axis)))];
        long[] rows = a.Length == 1 ? [] : [left[^2]],
            columns = b.Length == 1 ? [] : [right[^1]];
        return [.. many, .. rows, .. columns];
    }

    /// <summary>Multiply-accumulates of products of matrices in batches: |Y|·K.</summary>
    public static long Work(NodeShapes node) => node.OutputSize() * Inner(node.Node, node.Input(0));

    /// <summary>What is summed over: the last axis of the first matrix, its second last where that is transposed.</summary>
    private static long Inner(NodeProto node, long[] first)
    {
        if (first.Length < 2 || Attributes.Int(node, "transA", 0) == 0)
            return first[^1];
        return Attributes.Int(node, "transBatchA", 0) == 0 ? first[^2] : first[0];
    }

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
        if (a.Length == 0 || b.Length == 0)
            return false;
        if (a[^1] != (b.Length == 1 ? b[0] : b[^2]))
            return false;
        var (leading, other) = (a.SkipLast(2).Reverse(), b.SkipLast(2).Reverse());
        return leading.Zip(other).All(axis => axis.First == axis.Second || axis.First == 1 || axis.Second == 1);
    }

    private static string Said(Tensor tensor) => $"{tensor.dtype} {string.Join('×', tensor.shape)}";
}
