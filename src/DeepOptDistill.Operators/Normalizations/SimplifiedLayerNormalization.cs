using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>RMS norm under the name that ONNX Runtime's optimizer gave it before the standard had one.</summary>
[Kind("SimplifiedLayerNormalization", "γ·x/√(mean of x² + ε), as ONNX Runtime's optimizer writes it")]
public sealed record SimplifiedLayerNormalization : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (numbers, inverse) = Rescaled.ByMeanSquare(call.X, AlongAxis.From(call, -1), call.Float("epsilon", 1e-5f));
        return [numbers * call[1], call.Asks(1) ? inverse : null];
    }
}
