using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>1 on a diagonal, 0 elsewhere.</summary>
[Kind("EyeLike", "1 on a diagonal, 0 elsewhere")]
public sealed record EyeLike : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (rows, columns) = (call.X.shape[0], call.X.shape[1]);
        var type = call.Has("dtype") ? StoredTensor.TypeOf(call.Int("dtype", 1)) : call.X.dtype;
        var (row, column) = (arange(rows, dtype: ScalarType.Int64).reshape(-1, 1), arange(columns, dtype: ScalarType.Int64).reshape(1, -1));
        return [(column - row).eq(call.Int("k", 0)).to_type(type)];
    }
}
