using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Pools;

/// <summary>The axes of maps, behind batch and channels.</summary>
internal static class Maps
{
    /// <summary>Shape of maps of one number.</summary>
    public static long[] Pooled(long[] shape) => [.. shape[..2], .. shape[2..].Select(_ => 1L)];

    public static long[] Axes(Tensor x) => [.. Enumerable.Range(2, (int)x.dim() - 2).Select(axis => (long)axis)];
}
