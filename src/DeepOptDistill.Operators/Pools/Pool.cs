using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Operators.Products;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Pools;

/// <summary>A window that slides over the axes behind batch and channels.</summary>
public abstract record Pool : Operator
{
    /// <summary>What stands beside the map where the window reaches over its edge.</summary>
    private protected virtual double Edge => 0;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var sizes = call.X.shape[2..];
        var window = Windows.Of(call, call.Ints("kernel_shape") ?? throw new NotSupportedException("a pool without kernel_shape"), sizes);
        long[] outputs = [.. sizes.Select((size, axis) => Steps(window, axis, size, call.Int("ceil_mode", 0) != 0))];
        long[] behind = [.. sizes.Select((size, axis) =>
            Math.Max(0, ((outputs[axis] - 1) * window.Strides[axis]) + window.Extent(axis) - size - window.Begin[axis]))];
        // Whole numbers of 8 bits have no number below all others; float32 holds them exactly.
        var x = call.X.IsWhole() ? call.X.to_type(ScalarType.Float32) : call.X;
        var padded = nn.functional.pad(x, Windows.Padding(window.Begin, behind), PaddingModes.Constant, Edge);
        long[] needed = [.. outputs.Select((count, axis) => ((count - 1) * window.Strides[axis]) + window.Extent(axis))];
        for (var axis = 0; axis < needed.Length; axis++) padded = padded.narrow(axis + 2, 0, needed[axis]);
        return [.. Of(padded, window, call).Select(output => output?.to_type(call.X.dtype))];
    }

    /// <summary>What is made of maps that are padded already, so that the last window ends where they end.</summary>
    private protected abstract IReadOnlyList<Tensor?> Of(Tensor padded, Windows window, NodeCall call);

    // Rounded up, the last window must still begin within the map or the zeros in front of it.
    private static long Steps(Windows window, int axis, long size, bool roundUp)
    {
        var room = size + window.Begin[axis] + window.End[axis] - window.Extent(axis);
        if (room < 0) throw new NotSupportedException($"a window of {window.Extent(axis)} on a map of {size}");
        var (steps, rest) = (room / window.Strides[axis], room % window.Strides[axis]);
        if (roundUp && rest > 0 && (steps + 1) * window.Strides[axis] < size + window.Begin[axis]) steps++;
        return steps + 1;
    }
}
