using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>How many numbers a tensor has.</summary>
[Kind("Size", "how many numbers a tensor has")]
public sealed record Size : Operator
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [tensor(call.X.numel(), dtype: ScalarType.Int64)];
}
