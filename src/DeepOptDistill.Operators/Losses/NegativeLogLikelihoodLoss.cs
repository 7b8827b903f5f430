using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Losses;

/// <summary>Minus the logarithms of probabilities at labels.</summary>
[Kind("NegativeLogLikelihoodLoss", "minus the logarithms of probabilities at labels")]
public sealed record NegativeLogLikelihoodLoss : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [LabelLoss.Shape(call)];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [LabelLoss.Of(call, call.X)];
}
