using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>RMS norm under the name that ONNX Runtime's optimizer gave it before the standard had one.</summary>
[Kind("SimplifiedLayerNormalization", "γ·x/√(mean of x² + ε), as ONNX Runtime's optimizer writes it")]
public sealed record SimplifiedLayerNormalization : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, axes) = (call.X, AlongAxis.From(call, -1));
        var inverse = ((x * x).mean(axes, keepdim: true) + call.Float("epsilon", 1e-5f)).rsqrt();
        return [x * inverse * call[1], call.Asks(1) ? inverse : null];
    }
}
