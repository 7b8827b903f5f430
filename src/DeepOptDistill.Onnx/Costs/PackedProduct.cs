using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>Products with a K×N matrix whose weights of few bits share bytes: |X|·N. Its scales and zero points are not learned.</summary>
internal sealed record PackedProduct : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } = [$"{Microsoft}.MatMulNBits", $"{Microsoft}.MatMulBnb4"];

    public override IEnumerable<WeightPlace> Weights(NodeProto node)
    {
        var count = Attributes.Int(node, "K", 0) * Attributes.Int(node, "N", 0);
        return [new WeightPlace(1) { IsQuantized = true, Count = count }, .. node.OpType == "MatMulNBits" ? At(5) : []];
    }

    public override long? Macs(NodeShapes node) => node.InputSize(0) * Attributes.Int(node.Node, "N", 0);
}
