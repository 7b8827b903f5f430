using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>RMS norm of x + skip + b over the last axis; the fourth output is the sum.</summary>
[Kind("com.microsoft.SkipSimplifiedLayerNormalization", "RMS norm of x + skip + b over the last axis")]
public sealed record SkipSimplifiedLayerNormalization : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X, null, null, call.X];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(2, 3);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        if (call.Asks(1) || call.Asks(2))
            throw new NotSupportedException("SkipSimplifiedLayerNormalization with its deviation as an output");
        var sum = call[0] + call[1];
        if (call.Find(3) is { } bias)
            sum = sum + bias;
        return [Rescaled.ByMeanSquare(sum, [-1], call.Float("epsilon", 1e-6f)).Numbers * call[2], null, null, call.Asks(3) ? sum : null];
    }
}
