namespace DeepOptDistill.Onnx;

/// <summary>Which operator gives a network's answers their meaning.</summary>
public static class AnswerOperator
{
    /// <summary>
    /// The operator that computes a tensor, behind those that only move, name or convert numbers; empty for one that no node computes.
    /// A classical classifier that ends in a transformation is called by it: <c>Softmax</c>, <c>Sigmoid</c>; a <c>Normalizer</c> of
    /// sums stays itself.
    /// </summary>
    public static string Of(OnnxModel model, string tensor)
    {
        var index = new GraphIndex(model.Proto.Graph);
        var node = index.Producer(tensor);
        while (
            node is { OpType: "Identity" or "Cast" or "Reshape" or "Flatten" or "Squeeze" or "DequantizeLinear" or "QuantizeLinear" }
            && index.Producer(node.Input[0]) is { } below
        )
            node = below;
        return node is null
            ? ""
            : Attributes.Find(node, "post_transform")?.S.ToStringUtf8() switch
            {
                "SOFTMAX" or "SOFTMAX_ZERO" => "Softmax",
                "LOGISTIC" => "Sigmoid",
                _ => node.OpType,
            };
    }
}
