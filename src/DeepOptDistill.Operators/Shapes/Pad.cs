using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Numbers beside a tensor: a constant, its edge, or its mirror.</summary>
[Kind("Pad", "numbers beside a tensor: a constant, its edge, or its mirror")]
public sealed record Pad : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var pads = call.Opset < 11 ? call.Ints("pads") ?? call.Ints("paddings")! : call.Whole(1)!;
        var axes = call.Whole(3)?.Select(call.Axis).ToArray() ?? [.. Enumerable.Range(0, call.X.Length)];
        var shape = call.X.ToArray();
        for (var i = 0; i < axes.Length; i++)
            shape[axes[i]] += pads[i] + pads[i + axes.Length];
        return [shape];
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var pads = call.Opset < 11 ? call.Ints("pads") ?? call.Ints("paddings")! : call.Whole(1)!;
        var value =
            call.Opset < 11 ? call.Float("value", 0)
            : call.Find(2) is { } given && given.numel() > 0 ? given.FirstNumber()
            : 0;
        var axes = call.Whole(3)?.Select(axis => NodeCall.Axis(axis, call.X.dim())).ToArray();
        axes ??= [.. Enumerable.Range(0, (int)call.X.dim())];
        var x = call.X;
        for (var i = 0; i < axes.Length; i++)
            x = Along(x, axes[i], pads[i], pads[i + axes.Length], call.Text("mode", "constant"), value);
        return [ReferenceEquals(x, call.X) ? x.alias() : x];
    }

    private static Tensor Along(Tensor x, int axis, long before, long behind, string mode, double value)
    {
        if (before < 0 || behind < 0)
        {
            x = x.narrow(axis, Math.Max(0, -before), x.shape[axis] - Math.Max(0, -before) - Math.Max(0, -behind));
            (before, behind) = (Math.Max(0, before), Math.Max(0, behind));
        }
        if (before == 0 && behind == 0)
            return x;
        if (mode == "constant")
            return cat([Of(x, axis, before, value), x, Of(x, axis, behind, value)], axis);
        var size = x.shape[axis];
        var places = Enumerable.Range(0, (int)(before + size + behind)).Select(i => Place(i - before, size, mode));
        return x.index_select(axis, TensorReading.OfWhole(places));
    }

    private static Tensor Of(Tensor x, int axis, long size, double value)
    {
        var shape = x.shape.ToArray();
        shape[axis] = size;
        return full(shape, value, dtype: x.dtype);
    }

    private static long Place(long at, long size, string mode) =>
        mode switch
        {
            "edge" => Math.Clamp(at, 0, size - 1),
            "wrap" => ((at % size) + size) % size,
            "reflect" => size == 1 ? 0 : (size - 1) - Math.Abs(Turned(at, 2 * (size - 1)) - (size - 1)),
            _ => throw new NotSupportedException($"Pad with mode '{mode}'"),
        };

    private static long Turned(long at, long period) => ((at % period) + period) % period;
}
