using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Kernel, strides, dilations and pads of a window that slides over the axes behind batch and channels.</summary>
/// <param name="Kernel">Its size along each axis.</param>
/// <param name="Strides">Its step.</param>
/// <param name="Dilations">Distance of its numbers.</param>
/// <param name="Begin">Zeros in front of each axis.</param>
/// <param name="End">Zeros behind each axis.</param>
internal sealed record Windows(long[] Kernel, long[] Strides, long[] Dilations, long[] Begin, long[] End)
{
    public bool IsEven => Begin.SequenceEqual(End);

    /// <summary>The window of a node over so many axes.</summary>
    public static Windows Of(NodeProto node, long[] kernel, long[] sizes)
    {
        long[]? Ints(string key) => Attributes.Find(node, key) is { } attribute ? [.. attribute.Ints] : null;
        long[] ones = [.. kernel.Select(_ => 1L)],
            zeros = [.. kernel.Select(_ => 0L)];
        var (strides, dilations) = (Ints("strides") ?? ones, Ints("dilations") ?? ones);
        var pads = Ints("pads") ?? [.. zeros, .. zeros];
        var window = new Windows(kernel, strides, dilations, pads[..kernel.Length], pads[kernel.Length..]);
        return Attributes.Find(node, "auto_pad")?.S.ToStringUtf8() switch
        {
            "SAME_UPPER" => window.Same(sizes, isUpper: true),
            "SAME_LOWER" => window.Same(sizes, isUpper: false),
            "VALID" => window with { Begin = zeros, End = zeros },
            _ => window,
        };
    }

    /// <summary>Windows that fit along an axis.</summary>
    public long Steps(int axis, long size) => ((size + Begin[axis] + End[axis] - Extent(axis)) / Strides[axis]) + 1;

    /// <summary>From the first to the last number that it reads along an axis.</summary>
    public long Extent(int axis) => (Dilations[axis] * (Kernel[axis] - 1)) + 1;

    // As many outputs as steps fit into the size; what is odd goes behind, or in front.
    private Windows Same(long[] sizes, bool isUpper)
    {
        long[] all =
        [
            .. sizes.Select(
                (size, axis) => Math.Max(0, ((((size + Strides[axis] - 1) / Strides[axis]) - 1) * Strides[axis]) + Extent(axis) - size)
            ),
        ];
        long[] less = [.. all.Select(pad => pad / 2)],
            more = [.. all.Select(pad => pad - (pad / 2))];
        return isUpper ? this with { Begin = less, End = more } : this with { Begin = more, End = less };
    }

    /// <summary>The pads as libtorch takes them: last axis first, front and back of each.</summary>
    public static long[] Padding(long[] begin, long[] end) =>
        [.. Enumerable.Range(0, begin.Length).Reverse().SelectMany(axis => new[] { begin[axis], end[axis] })];
}
