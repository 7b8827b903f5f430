using DeepOptDistill.Core.Features;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>Which non-linearity each tensor of a graph comes from.</summary>
public static class TapActivations
{
    /// <summary>
    /// The non-linearity behind every floating-point tensor that is computed from the inputs, seen through what keeps its range: pools,
    /// reshapes, dropout, slices, and the concatenation of tensors that share one. <see cref="TapActivation.None"/> for a tensor
    /// behind anything else. A PReLU is a <c>leaky-relu</c> with the mean of its slopes; a clipped ReLU is a <c>relu</c>.
    /// </summary>
    /// <returns>Non-linearity by tensor name.</returns>
    public static IReadOnlyDictionary<string, TapActivation> Of(OnnxModel model)
    {
        var nonLinearities = new NonLinearities(model.Proto.Graph);
        var found = new Dictionary<string, TapActivation>(StringComparer.Ordinal);
        foreach (var node in model.Proto.Graph.Node)
        foreach (var output in node.Output)
            found[output] = nonLinearities.Of(output) ?? Kept(node, found);
        return Taps.Computed(model).ToDictionary(t => t, t => found[t], StringComparer.Ordinal);
    }

    /// <summary>Names of the tensors that are a non-linearity's output themselves.</summary>
    public static IReadOnlySet<string> OutputsOf(OnnxModel model)
    {
        var nonLinearities = new NonLinearities(model.Proto.Graph);
        return Taps.Computed(model).Where(t => nonLinearities.Of(t) is not null).ToHashSet(StringComparer.Ordinal);
    }

    private static TapActivation Kept(NodeProto node, Dictionary<string, TapActivation> found)
    {
        if (!KeepsRange(node.OpType))
            return TapActivation.None;
        var read = node.OpType == "Concat" ? node.Input.Distinct(StringComparer.Ordinal) : node.Input.Take(1);
        return read.Select(i => found.GetValueOrDefault(i, TapActivation.None)).Distinct().ToList() is [var only]
            ? only
            : TapActivation.None;
    }

    private static bool KeepsRange(string op) =>
        TensorKinds.IsPool(op)
        || op
            is "Identity"
                or "Dropout"
                or "Flatten"
                or "Reshape"
                or "Squeeze"
                or "Unsqueeze"
                or "Transpose"
                or "Cast"
                or "Slice"
                or "Split"
                or "Concat"
                or "Gather";
}
