using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Products with a K×N matrix whose weights of few bits share bytes. Its scales and zero points are not learned.</summary>
[Kind("com.microsoft.MatMulNBits", "product with a matrix of few bits")]
public sealed record PackedProduct : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["com.microsoft.MatMulBnb4"];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node)
    {
        var count = Attributes.Int(node, "K", 0) * Attributes.Int(node, "N", 0);
        return [new WeightPlace(1) { IsQuantized = true, Count = count }, .. node.OpType == "MatMulNBits" ? At(5) : []];
    }

    /// <summary>|X|·N.</summary>
    internal override long? Macs(NodeShapes node) => node.InputSize(0) * Attributes.Int(node.Node, "N", 0);
}
