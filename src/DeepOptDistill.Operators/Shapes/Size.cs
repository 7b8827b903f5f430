using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>How many numbers a tensor has.</summary>
[Kind("Size", "how many numbers a tensor has")]
public sealed record Size : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) =>
        [
            [],
        ];

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override long[]? Wholes(ShapeCall call) => [call.X.Aggregate(1L, (product, size) => product * size)];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [tensor(call.X.numel(), dtype: ScalarType.Int64)];
}
