using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>Mixture of experts: each token takes k of them, each a chain of linear layers.</summary>
internal sealed record Experts : OperatorCost
{
    private static readonly int[] Matrices = [2, 4, 6];

    public override IReadOnlyList<string> Operators { get; } = [$"{Microsoft}.MoE"];

    public override IEnumerable<WeightPlace> Weights(NodeProto node) => At(2, 3, 4, 5, 6, 7);

    public override long? Macs(NodeShapes node)
    {
        var tokens = NodeShapes.Product(node.Input(0).SkipLast(1));
        var expert = Matrices.Where(node.HasInput).Sum(place => NodeShapes.Product(node.Input(place).Skip(1)));
        return tokens * Attributes.Int(node.Node, "k", 1) * expert;
    }
}
