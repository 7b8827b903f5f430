using DeepOptDistill.Operators.Products;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Pools;

/// <summary>A window that slides over the axes behind batch and channels.</summary>
public abstract record Pool : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var (sizes, isUp) = (call.X[2..], call.Int("ceil_mode", 0) != 0);
        var window = Windows.Of(call.Node, call.Ints("kernel_shape") ?? [], sizes);
        long[] shape = [.. call.X[..2], .. sizes.Select((size, axis) => Steps(window, axis, size, isUp))];
        return [shape, shape];
    }

    /// <summary>What stands beside the map where the window reaches over its edge.</summary>
    private protected virtual double Edge => 0;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var sizes = call.X.shape[2..];
        var window = Windows.Of(
            call.Node,
            call.Ints("kernel_shape") ?? throw new NotSupportedException("a pool without kernel_shape"),
            sizes
        );
        long[] outputs = [.. sizes.Select((size, axis) => Steps(window, axis, size, call.Int("ceil_mode", 0) != 0))];
        long[] behind =
        [
            .. sizes.Select(
                (size, axis) => Math.Max(0, ((outputs[axis] - 1) * window.Strides[axis]) + window.Extent(axis) - size - window.Begin[axis])
            ),
        ];
        if (call.X.is_floating_point() && window.Kernel.Length == 2 && Exact(call, window, sizes, behind) is { } exact)
            return [exact];
        // Whole numbers of 8 bits have no number below all others; float32 holds them exactly.
        var x = call.X.IsWhole() ? call.X.to_type(ScalarType.Float32) : call.X;
        var padded = nn.functional.pad(x, Windows.Padding(window.Begin, behind), PaddingModes.Constant, Edge);
        long[] needed = [.. outputs.Select((count, axis) => ((count - 1) * window.Strides[axis]) + window.Extent(axis))];
        for (var axis = 0; axis < needed.Length; axis++)
            padded = padded.narrow(axis + 2, 0, needed[axis]);
        return [.. Of(padded, window, call).Select(output => output?.to_type(call.X.dtype))];
    }

    /// <summary>What libtorch computes in one go where the windows need no padding of their own; null where it does not.</summary>
    private protected virtual Tensor? Exact(NodeCall call, Windows window, long[] sizes, long[] behind) => null;

    /// <summary>
    /// How libtorch's own windows, with as many zeros behind as in front, reach as far as these: cut off at the end, or with one more that
    /// begins within the map; null where they do not.
    /// </summary>
    private protected static bool? ReachesByCeil(Windows window, long[] sizes, long[] behind)
    {
        if (window.Begin.Zip(window.Kernel).Any(axis => axis.First * 2 > axis.Second))
            return null;
        foreach (var ceil in new[] { false, true })
            if (sizes.Select((size, axis) => Count(window, axis, size, ceil) == Wanted(window, axis, size, behind[axis])).All(same => same))
                return ceil;
        return null;
    }

    private static long Wanted(Windows window, int axis, long size, long behind) =>
        ((size + window.Begin[axis] + behind - window.Extent(axis)) / window.Strides[axis]) + 1;

    private static long Count(Windows window, int axis, long size, bool ceil)
    {
        var (room, stride) = (size + (2 * window.Begin[axis]) - window.Extent(axis), window.Strides[axis]);
        if (room < 0)
            return -1;
        var whole = (room / stride) + 1;
        return ceil && room % stride > 0 && whole * stride < size + window.Begin[axis] ? whole + 1 : whole;
    }

    /// <summary>What is made of maps that are padded already, so that the last window ends where they end.</summary>
    private protected abstract IReadOnlyList<Tensor?> Of(Tensor padded, Windows window, NodeCall call);

    // Rounded up, the last window must still begin within the map or the zeros in front of it.
    private static long Steps(Windows window, int axis, long size, bool roundUp)
    {
        var room = size + window.Begin[axis] + window.End[axis] - window.Extent(axis);
        if (room < 0)
            throw new NotSupportedException($"a window of {window.Extent(axis)} on a map of {size}");
        var (steps, rest) = (room / window.Strides[axis], room % window.Strides[axis]);
        if (roundUp && rest > 0 && (steps + 1) * window.Strides[axis] < size + window.Begin[axis])
            steps++;
        return steps + 1;
    }
}
