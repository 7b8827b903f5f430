using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>
/// Classical linear models and support vector machines, which keep what they learned in attributes. A row takes one multiplication for
/// each coefficient, and of a machine for each number of its vectors.
/// </summary>
internal sealed record Linear : OperatorCost
{
    private static readonly string[] Learned = ["coefficients", "intercepts", "support_vectors", "rho", "prob_a", "prob_b", "scale",
        "offset"];

    public override IReadOnlyList<string> Operators { get; } =
    [
        "ai.onnx.ml.LinearClassifier", "ai.onnx.ml.LinearRegressor", "ai.onnx.ml.SVMClassifier",
            "ai.onnx.ml.SVMRegressor", "ai.onnx.ml.Scaler",
    ];

    public override long Stored(NodeProto node) => Learned.Sum(key => Numbers(node, key));

    public override long? Macs(NodeShapes node)
    {
        if (node.Node.OpType == "Scaler") return 0;
        var rows = node.Input(0) is { Length: > 1 } table ? table[0] : 1;
        return rows * (Numbers(node.Node, "coefficients") + Numbers(node.Node, "support_vectors"));
    }

    /// <summary>Numbers in an attribute, which is a list or a tensor; 0 where it is missing.</summary>
    public static long Numbers(NodeProto node, string key) =>
        Attributes.Find(node, key) is { } attribute
            ? attribute.Floats.Count + (attribute.T is { } tensor ? TensorValues.Count(tensor) : 0) : 0;
}
