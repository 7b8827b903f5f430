using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>The shape of a tensor.</summary>
[Kind("Shape", "the shape of a tensor")]
public sealed record Shape : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) =>
        [
            [Wholes(call)!.Length],
        ];

    internal override long[]? Wholes(ShapeCall call)
    {
        var rank = call.X.Length;
        var (start, end) = (call.Int("start", 0), call.Int("end", rank));
        (start, end) = (Math.Clamp(start < 0 ? start + rank : start, 0, rank), Math.Clamp(end < 0 ? end + rank : end, 0, rank));
        return call.X[(int)start..(int)Math.Max(start, end)];
    }

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var rank = call.X.dim();
        var (start, end) = (call.Int("start", 0), call.Int("end", rank));
        (start, end) = (Math.Clamp(start < 0 ? start + rank : start, 0, rank), Math.Clamp(end < 0 ? end + rank : end, 0, rank));
        return [TensorReading.OfWhole(call.X.shape[(int)start..(int)Math.Max(start, end)])];
    }
}
