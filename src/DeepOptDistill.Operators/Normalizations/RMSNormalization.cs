using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>γ·x/√(mean of x² + ε) over the axes from one on.</summary>
[Kind("RMSNormalization", "γ·x/√(mean of x² + ε) over the axes from one on")]
public sealed record RMSNormalization : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) =>
        [Rescaled.ByMeanSquare(call.X, AlongAxis.From(call, -1), call.Float("epsilon", 1e-5f)).Numbers * call[1]];
}
