using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Classical linear models and support vector machines, which keep what they learned in attributes.</summary>
[Kind("ai.onnx.ml.LinearClassifier", "linear models and support vector machines")]
public sealed record LinearModel : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases { get; } =
    ["ai.onnx.ml.LinearRegressor", "ai.onnx.ml.SVMClassifier", "ai.onnx.ml.SVMRegressor"];

    private static readonly string[] Learned = ["coefficients", "intercepts", "support_vectors", "rho", "prob_a", "prob_b"];

    internal override long Stored(NodeProto node) => Learned.Sum(key => Numbers(node, key));

    /// <summary>A row takes one multiplication for each coefficient, and of a machine for each number of its vectors.</summary>
    internal override long? Macs(NodeShapes node)
    {
        var rows = node.Input(0) is { Length: > 1 } table ? table[0] : 1;
        return rows * (Numbers(node.Node, "coefficients") + Numbers(node.Node, "support_vectors"));
    }
}
