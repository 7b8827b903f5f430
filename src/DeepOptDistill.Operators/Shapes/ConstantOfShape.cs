using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>One number in a shape.</summary>
[Kind("ConstantOfShape", "one number in a shape")]
public sealed record ConstantOfShape : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.Whole(0)];

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var shape = call.Whole(0)!;
        if (Attributes.Find(call.Node, "value")?.T is not { } stored)
            return [zeros(shape)];
        using var value = StoredTensor.Read(stored);
        return [value.reshape([]).expand(shape).clone()];
    }
}
