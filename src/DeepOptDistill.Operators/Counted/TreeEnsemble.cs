using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Counted;

/// <summary>
/// Ensembles of trees: the thresholds of their branches, the votes of their leaves, and what is added to all. They multiply nothing.
/// </summary>
[Kind("ai.onnx.ml.TreeEnsemble", "ensembles of trees")]
public sealed record TreeEnsemble : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases { get; } = ["ai.onnx.ml.TreeEnsembleClassifier", "ai.onnx.ml.TreeEnsembleRegressor"];

    private static readonly string[] Votes =
    [
        "class_weights",
        "class_weights_as_tensor",
        "target_weights",
        "target_weights_as_tensor",
        "base_values",
        "base_values_as_tensor",
        "nodes_splits",
        "leaf_weights",
        "membership_values",
    ];

    internal override long Stored(NodeProto node) => Votes.Sum(key => Numbers(node, key)) + Branches(node);

    /// <summary>Nodes that compare; the last version keeps their thresholds apart from leaves.</summary>
    private static long Branches(NodeProto node) =>
        node.OpType == "TreeEnsemble" ? 0 : Attributes.Find(node, "nodes_modes")?.Strings.Count(mode => mode.ToStringUtf8() != "LEAF") ?? 0;
}
