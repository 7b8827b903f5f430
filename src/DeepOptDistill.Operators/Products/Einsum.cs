using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Sums of products by the letters of an equation.</summary>
[Kind("Einsum", "sums of products by the letters of an equation")]
public sealed record Einsum : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [EquationWork.Shape(call)];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At([.. Enumerable.Range(0, node.Input.Count)]);

    internal override long? Macs(NodeShapes node) => EquationWork.Of(node);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) =>
        [einsum(call.Text("equation", "").Replace(" ", "", StringComparison.Ordinal), [.. call.All])];
}
