using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>γ(x − μ)/√(σ² + ε) + β over the axes from one on.</summary>
[Kind("LayerNormalization", "γ(x − μ)/√(σ² + ε) + β over the axes from one on")]
public sealed record LayerNormalization : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (numbers, mean, inverse) = Rescaled.ByMoments(call.X, AlongAxis.From(call, -1), call.Float("epsilon", 1e-5f));
        var scaled = numbers * call[1];
        return [call.Find(2) is { } shift ? scaled + shift : scaled, call.Asks(1) ? mean : null, call.Asks(2) ? inverse : null];
    }
}
