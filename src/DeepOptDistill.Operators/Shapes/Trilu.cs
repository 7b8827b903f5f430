using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>The upper or lower triangle of matrices.</summary>
[Kind("Trilu", "the upper or lower triangle of matrices")]
public sealed record Trilu : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["com.microsoft.Trilu"];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) =>
        [call.Int("upper", 1) != 0 ? call.X.triu((long)(call.Number(1) ?? 0)) : call.X.tril((long)(call.Number(1) ?? 0))];
}
