using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Operators.Products;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Pools;

/// <summary>The mean of each window, with or without the zeros beside the map.</summary>
[Kind("AveragePool", "the mean of each window")]
public sealed record AveragePool : Pool
{
    private protected override Tensor? Exact(NodeCall call, Windows window, long[] sizes, long[] behind)
    {
        var isPlain = window.Dilations.All(dilation => dilation == 1) && window.IsEven && ReachesByCeil(window, sizes, behind) == false;
        return !isPlain
            ? null
            : nn.functional.avg_pool2d(
                call.X,
                window.Kernel,
                window.Strides,
                window.Begin,
                count_include_pad: call.Int("count_include_pad", 0) != 0
            );
    }

    private protected override IReadOnlyList<Tensor?> Of(Tensor padded, Windows window, NodeCall call)
    {
        if (window.Dilations.Any(dilation => dilation != 1))
            throw new NotSupportedException("AveragePool with dilations");
        return [Mean(padded, window) / Mean(Counted(padded, window, call), window)];
    }

    internal static Tensor Mean(Tensor padded, Windows window) =>
        window.Kernel.Length switch
        {
            1 => nn.functional.avg_pool1d(padded, window.Kernel[0], window.Strides[0]),
            2 => nn.functional.avg_pool2d(padded, window.Kernel, window.Strides),
            3 => nn.functional.avg_pool3d(padded, window.Kernel, window.Strides),
            var axes => throw new NotSupportedException($"AveragePool over {axes} axes"),
        };

    // 1 for each number that counts: those of the map, and the zeros that pads say where they count.
    private static Tensor Counted(Tensor padded, Windows window, NodeCall call)
    {
        var sizes = call.X.shape[2..];
        var isEdgeCounted = call.Int("count_include_pad", 0) != 0;
        var ones = torch.ones([1, 1, .. padded.shape[2..]], dtype: padded.dtype);
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            var (from, to) = isEdgeCounted
                ? (0, window.Begin[axis] + sizes[axis] + window.End[axis])
                : (window.Begin[axis], window.Begin[axis] + sizes[axis]);
            var length = padded.shape[axis + 2];
            ones.narrow(axis + 2, 0, from).zero_();
            if (to < length)
                ones.narrow(axis + 2, to, length - to).zero_();
        }
        return ones;
    }
}
