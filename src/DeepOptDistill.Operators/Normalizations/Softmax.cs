using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>eˣ / sum of eˣ along an axis.</summary>
[Kind("Softmax", "eˣ / sum of eˣ along an axis")]
public sealed record Softmax : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [AlongAxis.Of(call, (x, axis) => nn.functional.softmax(x, axis))];
}
