using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Numbers from start to limit in steps.</summary>
[Kind("Range", "numbers from start to limit in steps")]
public sealed record Range : Operator
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (start, limit, step) = (call.Number(0)!.Value, call.Number(1)!.Value, call.Number(2)!.Value);
        var count = Math.Max(0, (long)Math.Ceiling((limit - start) / step));
        var places = arange(count, dtype: ScalarType.Float64);
        return [((places * step) + start).to_type(call.X.dtype)];
    }
}
