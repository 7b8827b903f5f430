using static TorchSharp.torch;

namespace DeepOptDistill.Students.Norms.Fused;

/// <summary>A tensor seen as rows of channels: N × C, or N × C × H × W in channels-last memory, where each position is a row.</summary>
internal readonly unsafe ref struct Rows
{
    private Rows(Tensor tensor, int channels)
    {
        Channels = channels;
        Count = (int)(tensor.numel() / channels);
        // A span is only given of tensors that are contiguous as they stand: of the view with the channels last.
        using var plain = tensor.dim() == 2 ? tensor.alias() : tensor.permute(0, 2, 3, 1);
        fixed (byte* first = plain.bytes)
            First = (float*)first;
    }

    public float* First { get; }

    public int Channels { get; }

    public int Count { get; }

    /// <summary>The rows of a tensor that lies in memory as <see cref="Ordered"/> gives it.</summary>
    public static Rows Of(Tensor ordered) => new(ordered, (int)ordered.shape[1]);

    /// <summary>The tensor itself where its memory is rows of channels already, otherwise a copy that is.</summary>
    public static Tensor Ordered(Tensor tensor)
    {
        if (tensor.dim() == 2)
            return tensor.contiguous();
        long[] sizes = tensor.shape,
            strides = tensor.stride();
        var (channels, width) = (sizes[1], sizes[3]);
        var ordered =
            (strides[1] == 1 || channels == 1)
            && (strides[3] == channels || width == 1)
            && (strides[2] == width * channels || sizes[2] == 1)
            && (strides[0] == sizes[2] * width * channels || sizes[0] == 1);
        return ordered ? tensor.alias() : tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }

    /// <summary>A new tensor of the same shape and order, not yet written.</summary>
    public static Tensor Like(Tensor ordered) => Like(ordered, (int)ordered.shape[1]);

    /// <summary>A new tensor of the same order with another number of channels, not yet written.</summary>
    public static Tensor Like(Tensor ordered, int channels)
    {
        var s = ordered.shape;
        return ordered.dim() == 2 ? empty(s[0], channels) : empty(s[0], s[2], s[3], channels).permute(0, 3, 1, 2);
    }
}
