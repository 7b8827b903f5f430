using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>γ(x − μ)/√(σ² + ε) + β, by the stored μ and σ², or those of the batch.</summary>
[Kind("BatchNormalization", "γ(x − μ)/√(σ² + ε) + β, by the stored μ and σ², or those of the batch")]
public sealed record BatchNormalization : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2, 3, 4);

    // Mean and variance are measured, not trained.
    internal override IEnumerable<WeightPlace> Trained(NodeProto node) => At(1, 2);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, epsilon) = (call.X, call.Float("epsilon", 1e-5f));
        if (call.Opset < 9 && call.Int("spatial", 1) == 0)
            throw new NotSupportedException("BatchNormalization with spatial = 0");
        if (call.Int("training_mode", 0) == 0)
            return [Scaled(x, call[3], call[4], call, epsilon)];
        var axes = Enumerable.Range(0, (int)x.dim()).Where(axis => axis != 1).Select(axis => (long)axis).ToArray();
        var (mean, variance) = (x.mean(axes), x.var(axes, unbiased: false));
        var momentum = call.Float("momentum", 0.9f);
        var scaled = nn.functional.batch_norm(x, null, null, call[1], call[2], training: true, eps: epsilon);
        return [scaled, Moved(call[3], mean, momentum), Moved(call[4], variance, momentum)];
    }

    private static Tensor Scaled(Tensor x, Tensor mean, Tensor variance, NodeCall call, double epsilon) =>
        nn.functional.batch_norm(x, mean.detach(), variance.detach(), call[1], call[2], training: false, eps: epsilon);

    private static Tensor Moved(Tensor running, Tensor now, double momentum) =>
        (running.detach() * momentum) + (now.detach() * (1 - momentum));
}
