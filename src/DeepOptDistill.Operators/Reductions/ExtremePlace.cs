using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>Where a number stands along an axis: the first such, or the last.</summary>
public abstract record ExtremePlace : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var (axis, keep) = (call.Axis(call.Int("axis", 0)), call.Int("keepdims", 1) != 0);
        return
        [
            [.. call.X[..axis], .. keep ? (long[])[1] : [], .. call.X[(axis + 1)..]],
        ];
    }

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, axis) = (call.X, NodeCall.Axis(call.Int("axis", 0), call.X.dim()));
        var keep = call.Int("keepdims", 1) != 0;
        if (call.Int("select_last_index", 0) == 0)
            return [First(x, axis, keep)];
        return [x.shape[axis] - 1 - First(x.flip(axis), axis, keep)];
    }

    /// <summary>The first place.</summary>
    private protected abstract Tensor First(Tensor x, long axis, bool keep);
}
