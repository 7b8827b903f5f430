using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>γ(x − μ)/√(σ² + ε) + β over groups of each sample's channels.</summary>
[Kind("GroupNormalization", "γ(x − μ)/√(σ² + ε) + β over groups of each sample's channels")]
public sealed record GroupNormalization : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, groups) = (call.X, call.Int("num_groups", 1));
        var plain = nn.functional.group_norm(x, groups, null, null, call.Float("epsilon", 1e-5f));
        return [(plain * Wide(call, 1, groups)) + Wide(call, 2, groups)];
    }

    // Opset 18 has a number for each group, later ones for each channel.
    private static Tensor Wide(NodeCall call, int input, long groups)
    {
        var (given, channels) = (call[input], call.X.shape[1]);
        if (call.Opset < 21 && given.numel() == groups)
            given = given.repeat_interleave(channels / groups);
        return given.reshape([1, channels, .. Enumerable.Repeat(1L, (int)call.X.dim() - 2)]);
    }
}
