using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Operators.Products;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Pools;

/// <summary>The largest number of each window; its second output says where it stood.</summary>
[Kind("MaxPool", "the largest number of each window")]
public sealed record MaxPool : Pool
{
    private protected override double Edge => double.NegativeInfinity;

    private protected override Tensor? Exact(NodeCall call, Windows window, long[] sizes, long[] behind) =>
        !call.Asks(1) && ReachesByCeil(window, sizes, behind) is { } ceil
            ? nn.functional.max_pool2d(call.X, window.Kernel, window.Strides, window.Begin, window.Dilations, ceil_mode: ceil)
            : null;

    private protected override IReadOnlyList<Tensor?> Of(Tensor padded, Windows window, NodeCall call)
    {
        if (call.Asks(1))
            throw new NotSupportedException("MaxPool with the places of its numbers");
        return
        [
            window.Kernel.Length switch
            {
                1 => nn.functional.max_pool1d(padded, window.Kernel[0], window.Strides[0], 0, window.Dilations[0]),
                2 => nn.functional.max_pool2d(padded, window.Kernel, window.Strides, null, window.Dilations),
                3 => nn.functional.max_pool3d(padded, window.Kernel, window.Strides, null, window.Dilations),
                var axes => throw new NotSupportedException($"MaxPool over {axes} axes"),
            },
        ];
    }
}
