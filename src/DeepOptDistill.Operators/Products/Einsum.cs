using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Sums of products by the letters of an equation.</summary>
[Kind("Einsum", "sums of products by the letters of an equation")]
public sealed record Einsum : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call) =>
        [einsum(call.Text("equation", "").Replace(" ", "", StringComparison.Ordinal), [.. call.All])];
}
