using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>ln of softmax.</summary>
[Kind("LogSoftmax", "ln of softmax")]
public sealed record LogSoftmax : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [AlongAxis.Of(call, (x, axis) => nn.functional.log_softmax(x, axis))];
}
