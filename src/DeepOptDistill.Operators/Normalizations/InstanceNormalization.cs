using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>γ(x − μ)/√(σ² + ε) + β over each channel of each sample.</summary>
[Kind("InstanceNormalization", "γ(x − μ)/√(σ² + ε) + β over each channel of each sample")]
public sealed record InstanceNormalization : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) =>
        [nn.functional.instance_norm(call.X, null, null, call[1], call[2], use_input_stats: true, eps: call.Float("epsilon", 1e-5f))];
}
