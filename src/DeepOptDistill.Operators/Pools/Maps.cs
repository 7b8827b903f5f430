using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Pools;

/// <summary>The axes of maps, behind batch and channels.</summary>
internal static class Maps
{
    public static long[] Axes(Tensor x) => [.. Enumerable.Range(2, (int)x.dim() - 2).Select(axis => (long)axis)];
}
