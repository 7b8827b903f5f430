using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>A function of each number, with attributes alone beside it.</summary>
public abstract record Unary : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Of(call.X, call)];

    /// <summary>The function.</summary>
    private protected abstract Tensor Of(Tensor x, NodeCall call);
}
