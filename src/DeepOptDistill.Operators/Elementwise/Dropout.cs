using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>
/// Zeros with a probability where the network is trained, and the rest made larger so that the mean stays; x itself otherwise. Its second
/// output is the mask.
/// </summary>
[Kind("Dropout", "zeros with a probability in training, x otherwise")]
public sealed record Dropout : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X, call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var ratio = call.Opset < 12 ? call.Float("ratio", 0.5) : call.Number(1) ?? 0.5;
        if (!call.Scope.IsTraining || ratio == 0)
            return [call.X.alias(), call.Asks(1) ? ones_like(call.X).to_type(Mask(call)) : null];
        var mask = call.Scope.Mask(call.Node.Name, call.X.shape, ratio);
        return [call.X * (mask / (1 - ratio)).to_type(call.X.dtype), call.Asks(1) ? mask.to_type(Mask(call)) : null];
    }

    // The mask is of truth values from opset 10 on.
    private static ScalarType Mask(NodeCall call) => call.Opset < 10 ? call.X.dtype : ScalarType.Bool;
}
