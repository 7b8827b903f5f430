using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Numbers from start to limit in steps.</summary>
[Kind("Range", "numbers from start to limit in steps")]
public sealed record Range : Operator
{
    /// <summary>Longer ones are no parts of a shape.</summary>
    private const long Most = 64;

    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var (start, limit, step) = (call.Whole(0)![0], call.Whole(1)![0], call.Whole(2)![0]);
        return
        [
            [Count(start, limit, step)],
        ];
    }

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override long[]? Wholes(ShapeCall call)
    {
        if (Shapes(call) is not [[<= Most and var count]])
            return null;
        var (start, step) = (call.Whole(0)![0], call.Whole(2)![0]);
        return [.. Enumerable.Range(0, (int)count).Select(place => start + (place * step))];
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (start, limit, step) = (call.Number(0)!.Value, call.Number(1)!.Value, call.Number(2)!.Value);
        var count = Count(start, limit, step);
        var places = arange(count, dtype: ScalarType.Float64);
        return [((places * step) + start).to_type(call.X.dtype)];
    }

    private static long Count(double start, double limit, double step) => Math.Max(0, (long)Math.Ceiling((limit - start) / step));
}
