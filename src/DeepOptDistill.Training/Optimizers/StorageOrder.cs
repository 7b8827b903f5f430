using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>The order in which a tensor lies in memory, so that several of one layout can be walked side by side without copies.</summary>
internal sealed class StorageOrder
{
    private readonly long[] dimensions;
    private readonly bool plain;

    public StorageOrder(Tensor tensor)
    {
        var strides = tensor.stride();
        dimensions = [.. Enumerable.Range(0, strides.Length).OrderByDescending(d => strides[d]).Select(d => (long)d)];
        plain = tensor.is_contiguous();
    }

    /// <summary>A view whose logical order is the order in memory; a copy where the tensor lies otherwise.</summary>
    public Tensor View(Tensor tensor)
    {
        if (plain)
            return tensor.is_contiguous() ? tensor : tensor.contiguous();
        var view = tensor.permute(dimensions);
        return view.is_contiguous() ? view : view.contiguous();
    }

    /// <summary>The values of a view.</summary>
    public static Span<T> Values<T>(Tensor view)
        where T : struct => MemoryMarshal.Cast<byte, T>(view.bytes);
}
