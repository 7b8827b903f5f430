using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>Layer norm of x + skip + b over the last axis; the fourth output is the sum.</summary>
[Kind("com.microsoft.SkipLayerNormalization", "layer norm of x + skip + b over the last axis")]
public sealed record SkipLayerNormalization : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X, null, null, call.X];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(2, 3, 4);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        if (call.Asks(1) || call.Asks(2))
            throw new NotSupportedException("SkipLayerNormalization with mean or deviation as an output");
        var sum = call[0] + call[1];
        if (call.Find(4) is { } bias)
            sum = sum + bias;
        var scaled = Rescaled.ByMoments(sum, [-1], call.Float("epsilon", 1e-12f)).Numbers * call[2];
        return [call.Find(3) is { } shift ? scaled + shift : scaled, null, null, call.Asks(3) ? sum : null];
    }
}
