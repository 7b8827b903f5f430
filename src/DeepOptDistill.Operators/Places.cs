using static TorchSharp.torch;

namespace DeepOptDistill.Operators;

/// <summary>Places in tensors, counted from the front.</summary>
internal static class Places
{
    public static Tensor FromFront(Tensor places, long size)
    {
        var whole = places.to_type(ScalarType.Int64);
        return where(whole < 0, whole + size, whole);
    }

    /// <summary>Place in the flat memory of some axes, for tuples along the last axis.</summary>
    public static Tensor Flat(Tensor tuples, long[] sizes)
    {
        var flat = zeros_like(tuples.select(-1, 0));
        for (var axis = 0; axis < sizes.Length; axis++)
            flat = (flat * sizes[axis]) + FromFront(tuples.select(-1, axis), sizes[axis]);
        return flat;
    }
}
