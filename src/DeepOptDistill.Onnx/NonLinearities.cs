using DeepOptDistill.Core.Features;
using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>
/// The tensors of a graph that are a non-linearity's output, those that several nodes compute included: a gate (sigmoid, tanh, erf)
/// and the nodes behind it that scale it, shift it or multiply it by what it is the gate of are one non-linearity, and only the
/// last tensor is its output.
/// </summary>
internal sealed class NonLinearities
{
    private readonly Dictionary<string, TapActivation> outputs = new(StringComparer.Ordinal);
    private readonly GraphIndex index;
    private readonly Gates gates;
    private readonly Maxouts maxouts;

    public NonLinearities(GraphProto graph)
    {
        index = new GraphIndex(graph);
        (gates, maxouts) = (new Gates(graph, index), new Maxouts(graph, index));
        foreach (var node in graph.Node.Where(n => n.Output.Count > 0))
            if (Of(node) is var (output, activation))
                outputs[output] = activation;
    }

    /// <summary>The non-linearity whose output a tensor is; null for any other tensor.</summary>
    public TapActivation? Of(string tensor) => outputs.GetValueOrDefault(tensor);

    private (string Output, TapActivation Activation)? Of(NodeProto node)
    {
        if (gates.Of(node) is { } gated)
            return gated;
        return (Single(node) ?? maxouts.Of(node)) is { } activation ? (node.Output[0], activation) : null;
    }

    private TapActivation? Single(NodeProto node) =>
        node.OpType switch
        {
            "LeakyRelu" => new("leaky-relu", Attributes.Float(node, "alpha", 0.01f)),
            "PRelu" => Slope(node),
            "Relu" or "Elu" or "Selu" or "Celu" or "Gelu" or "Softsign" or "Mish" => new(node.OpType.ToLowerInvariant()),
            "ThresholdedRelu" => new("thresholded-relu"),
            "HardSwish" => new("hard-swish"),
            "Swish" => new("silu"),
            "Clip" => IsClippedRelu(node) ? new("relu") : null,
            _ => null,
        };

    /// <summary>A learned slope a channel counts as a leaky rectifier with their mean.</summary>
    private TapActivation? Slope(NodeProto node)
    {
        var name = node.Input[1];
        while (index.Stored(name) is null && index.Producer(name) is { OpType: "Unsqueeze" or "Reshape" or "Identity" } moved)
            name = moved.Input[0];
        return index.Stored(name) is { } slopes && TensorValues.IsFloat((DataType)slopes.DataType)
            ? new("leaky-relu", TensorValues.Read(slopes).Average())
            : null;
    }

    /// <summary>ReLU6 and its like: below they are a rectifier, and what lies above the bound is rare.</summary>
    private bool IsClippedRelu(NodeProto node)
    {
        if (node.Input.Count < 2)
            return Attributes.Find(node, "min")?.F == 0;
        return index.Stored(node.Input[1]) is { } least
            && TensorValues.IsFloat((DataType)least.DataType)
            && TensorValues.Read(least) is [0];
    }
}
