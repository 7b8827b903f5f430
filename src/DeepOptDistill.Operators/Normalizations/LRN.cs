using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>x / (bias + alpha/size · sum of squares over near channels)^beta.</summary>
[Kind("LRN", "x / (bias + alpha/size · sum of squares over near channels)^beta")]
public sealed record LRN : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, size) = (call.X, call.Int("size", 1));
        var squares = (x * x).unsqueeze(1);
        long[] beside = [.. Enumerable.Repeat(0L, 2 * ((int)x.dim() - 2)), (size - 1) / 2, size / 2];
        var padded = nn.functional.pad(squares, beside).squeeze(1);
        var sum = Enumerable.Range(0, (int)size).Select(k => padded.narrow(1, k, x.shape[1])).Aggregate((a, b) => a + b);
        return [x / ((sum * (call.Float("alpha", 1e-4f) / size)) + call.Float("bias", 1)).pow(call.Float("beta", 0.75f))];
    }
}
