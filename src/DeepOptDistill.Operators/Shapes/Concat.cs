using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Tensors one behind the other along an axis.</summary>
[Kind("Concat", "tensors one behind the other along an axis")]
public sealed record Concat : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var axis = call.Axis(call.Int("axis", 1));
        return
        [
            [.. call.X.Select((size, i) => i == axis ? call.All.Sum(shape => shape[axis]) : size)],
        ];
    }

    internal override long[]? Wholes(ShapeCall call) =>
        call.X.Length != 1 ? null : [.. Enumerable.Range(0, call.Node.Input.Count).SelectMany(input => call.Whole(input) ?? [])];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Arithmetic(node);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [cat([.. call.All], NodeCall.Axis(call.Int("axis", 1), call.X.dim()))];
}
