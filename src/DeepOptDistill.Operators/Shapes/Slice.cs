using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Parts of some axes, perhaps with steps.</summary>
[Kind("Slice", "parts of some axes, perhaps with steps")]
public sealed record Slice : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var (starts, ends) = (call.Whole("starts", 1)!, call.Whole("ends", 2)!);
        var axes = call.Whole("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        var steps = call.Opset < 10 ? null : call.Whole(4);
        long[] shape = [.. call.X];
        for (var i = 0; i < starts.Length; i++)
            shape[call.Axis(axes[i])] = Length(shape[call.Axis(axes[i])], starts[i], ends[i], steps?[i] ?? 1);
        return [shape];
    }

    private static long Length(long size, long start, long end, long step)
    {
        (start, end) = (start < 0 ? start + size : start, end < 0 ? end + size : end);
        if (step > 0)
            return (Math.Max(0, Math.Clamp(end, 0, size) - Math.Clamp(start, 0, size)) + step - 1) / step;
        return (Math.Max(0, Math.Clamp(start, 0, size - 1) - Math.Clamp(end, -1, size - 1)) - step - 1) / -step;
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (starts, ends) = (call.Whole("starts", 1)!, call.Whole("ends", 2)!);
        var axes = call.Whole("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        var steps = call.Opset < 10 ? null : call.Whole(4);
        var x = call.X;
        for (var i = 0; i < starts.Length; i++)
            x = Along(x, NodeCall.Axis(axes[i], x.dim()), starts[i], ends[i], steps?[i] ?? 1);
        return [ReferenceEquals(x, call.X) ? x.alias() : x];
    }

    // Steps backwards: the axis is turned, and so are the places.
    private static Tensor Along(Tensor x, int axis, long start, long end, long step)
    {
        var size = x.shape[axis];
        (start, end) = (start < 0 ? start + size : start, end < 0 ? end + size : end);
        var from = Math.Clamp(start, 0, size);
        if (step > 0)
            return x.slice(axis, from, Math.Max(from, Math.Clamp(end, 0, size)), step);
        (start, end) = (Math.Clamp(start, 0, size - 1), Math.Clamp(end, -1, size - 1));
        return x.flip(axis).slice(axis, size - 1 - start, Math.Max(size - 1 - start, size - 1 - end), -step);
    }
}
