using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>
/// Ensembles of trees: the thresholds of their branches, the votes of their leaves, and what is added to all. They multiply nothing.
/// </summary>
internal sealed record Trees : OperatorCost
{
    private static readonly string[] Votes =
    [
        "class_weights", "class_weights_as_tensor", "target_weights", "target_weights_as_tensor", "base_values", "base_values_as_tensor",
        "nodes_splits", "leaf_weights", "membership_values",
    ];

    public override IReadOnlyList<string> Operators { get; } =
        ["ai.onnx.ml.TreeEnsembleClassifier", "ai.onnx.ml.TreeEnsembleRegressor", "ai.onnx.ml.TreeEnsemble"];

    public override long Stored(NodeProto node) => Votes.Sum(key => Linear.Numbers(node, key)) + Branches(node);

    /// <summary>Nodes that compare; the last version keeps their thresholds apart from leaves.</summary>
    private static long Branches(NodeProto node) =>
        node.OpType == "TreeEnsemble" ? 0 : Attributes.Find(node, "nodes_modes")?.Strings.Count(mode => mode.ToStringUtf8() != "LEAF") ?? 0;
}
