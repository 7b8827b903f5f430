using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>α·A·B over the last two axes, A and B perhaps transposed there.</summary>
[Kind("com.microsoft.FusedMatMul", "α·A·B over the last two axes, A and B perhaps transposed there")]
public sealed record FusedMatMul : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) =>
        call.Int("transBatchA", 0) != 0 || call.Int("transBatchB", 0) != 0
            ? null
            : [MatrixProduct.Shape(Turned(call, 0, "transA"), Turned(call, 1, "transB"))];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["com.microsoft.TransposeMatMul"];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(0, 1);

    internal override long? Macs(NodeShapes node) => MatrixProduct.Work(node);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        if (call.Int("transBatchA", 0) != 0 || call.Int("transBatchB", 0) != 0)
            throw new NotSupportedException("FusedMatMul with its batch axes turned");
        return [MatrixProduct.Of(Turned(call, 0, "transA"), Turned(call, 1, "transB")) * call.Float("alpha", 1)];
    }

    private static Tensor Turned(NodeCall call, int input, string key) =>
        call.Int(key, 0) == 0 ? call[input] : call[input].transpose(-1, -2);

    private static long[] Turned(ShapeCall call, int input, string key) =>
        call.Int(key, 0) == 0 ? call[input] : [.. call[input][..^2], call[input][^1], call[input][^2]];
}
