using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Alpha·A·B + beta·C, A and B perhaps transposed.</summary>
[Kind("Gemm", "alpha·A·B + beta·C, A and B perhaps transposed")]
public sealed record Gemm : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [Shape(call)];

    /// <summary>Rows of the first matrix × columns of the second, each perhaps transposed.</summary>
    internal static long[] Shape(ShapeCall call) =>
        [call.X[call.Int("transA", 0) == 0 ? 0 : 1], call[1][call.Int("transB", 0) == 0 ? 1 : 0]];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(0, 1, 2);

    internal override long? Macs(NodeShapes node) => Work(node);

    /// <summary>Multiply-accumulates of a linear layer: |Y|·K.</summary>
    internal static long Work(NodeShapes node) => node.OutputSize() * node.Input(0)[Attributes.Int(node.Node, "transA", 0) != 0 ? 0 : 1];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Of(call)];

    /// <summary>A·Bᵀ + c with one number of c for each column: libtorch computes it in one go.</summary>
    private static bool IsLinear(NodeCall call) =>
        call.Int("transA", 0) == 0
        && call.Int("transB", 0) != 0
        && call.Float("alpha", 1) == 1
        && (call.Find(2) is null || (call.Float("beta", 1) == 1 && call.Find(2)!.dim() == 1 && call.Find(2)!.shape[0] == call[1].shape[0]))
        && call[0].is_floating_point();

    internal static Tensor Of(NodeCall call)
    {
        var (a, b) = (call[0], call[1]);
        if (IsLinear(call))
            return nn.functional.linear(a, b, call.Find(2));
        if (call.Int("transA", 0) != 0)
            a = a.t();
        if (call.Int("transB", 0) != 0)
            b = b.t();
        var (alpha, beta) = (call.Float("alpha", 1), call.Float("beta", 1));
        var product = MatrixProduct.Of(a, b);
        if (alpha != 1)
            product = product * alpha;
        return call.Find(2) is { } c ? product + (beta == 1 ? c : c * beta) : product;
    }
}
