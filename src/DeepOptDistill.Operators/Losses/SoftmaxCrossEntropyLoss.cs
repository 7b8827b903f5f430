using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Losses;

/// <summary>Cross-entropy of logits and labels.</summary>
[Kind("SoftmaxCrossEntropyLoss", "cross-entropy of logits and labels")]
public sealed record SoftmaxCrossEntropyLoss : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [LabelLoss.Shape(call), call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var logs = nn.functional.log_softmax(call.X, 1);
        return [LabelLoss.Of(call, logs), call.Asks(1) ? logs : null];
    }
}
