using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>A function along some axes, or along all where none is named.</summary>
public abstract record Reduction : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var axes = (call.Whole("axes", 1) ?? []).Select(call.Axis).ToArray();
        if (axes.Length == 0 && call.Int("noop_with_empty_axes", 0) != 0)
            return [call.X];
        var (isAll, keep) = (axes.Length == 0, call.Int("keepdims", 1) != 0);
        var kept = call.X.Select((size, axis) => (Size: isAll || axes.Contains(axis) ? 1 : size, IsTaken: isAll || axes.Contains(axis)));
        return
        [
            [.. kept.Where(one => keep || !one.IsTaken).Select(one => one.Size)],
        ];
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var x = call.X;
        var axes = call.Whole("axes", 1) ?? [];
        if (axes.Length == 0 && call.Int("noop_with_empty_axes", 0) != 0)
            return [Alone(x)];
        if (axes.Length == 0)
            axes = [.. Enumerable.Range(0, (int)x.dim()).Select(axis => (long)axis)];
        return [x.dim() == 0 ? Of(x.reshape(1), [0], false) : Of(x, axes, call.Int("keepdims", 1) != 0)];
    }

    /// <summary>The function.</summary>
    private protected abstract Tensor Of(Tensor x, long[] axes, bool keep);

    /// <summary>What becomes of each number where no axis is taken.</summary>
    private protected virtual Tensor Alone(Tensor x) => x.alias();
}
