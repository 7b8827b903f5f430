using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>A function of two tensors, number by number; shorter axes are repeated.</summary>
public abstract record Binary : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => call.Opset < 7 && call.Has("axis") ? [call.X] : [call.Broadcast()];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Of(call[0], Second(call), call)];

    /// <summary>The function.</summary>
    private protected abstract Tensor Of(Tensor a, Tensor b, NodeCall call);

    // Before opset 7 the second operand stands at an axis of the first.
    private static Tensor Second(NodeCall call)
    {
        var (a, b) = (call[0], call[1]);
        if (call.Opset >= 7 || call.Int("broadcast", 0) == 0 || !call.Has("axis"))
            return b;
        var behind = a.dim() - NodeCall.Axis(call.Int("axis", 0), a.dim()) - b.dim();
        return b.reshape([.. b.shape, .. Enumerable.Repeat(1L, (int)behind)]);
    }
}
