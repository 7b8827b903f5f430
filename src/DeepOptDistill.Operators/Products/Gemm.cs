using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Alpha·A·B + beta·C, A and B perhaps transposed.</summary>
[Kind("Gemm", "alpha·A·B + beta·C, A and B perhaps transposed")]
public sealed record Gemm : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Of(call)];

    internal static Tensor Of(NodeCall call)
    {
        var (a, b) = (call[0], call[1]);
        if (call.Int("transA", 0) != 0) a = a.t();
        if (call.Int("transB", 0) != 0) b = b.t();
        var (alpha, beta) = (call.Float("alpha", 1), call.Float("beta", 1));
        var product = a.matmul(b);
        if (alpha != 1) product = product * alpha;
        return call.Find(2) is { } c ? product + (beta == 1 ? c : c * beta) : product;
    }
}
