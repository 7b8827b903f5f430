using DeepOptDistill.Core.Features;
using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>
/// Non-linearities around a gate g: g(x) itself, scaled ones such as 1.7159·tanh(⅔x), and products x·g(x): SiLU, GELU, Mish,
/// hard swish. The gate may be read by nothing outside.
/// </summary>
internal sealed class Gates
{
    private const int LongestFormula = 12;

    /// <summary>Height of LeCun's scaled tanh (Efficient BackProp, 1998).</summary>
    private const double LeCun = 1.7159;

    private readonly GraphIndex index;
    private readonly ILookup<string, NodeProto> readers;

    public Gates(GraphProto graph, GraphIndex index)
    {
        this.index = index;
        readers = graph
            .Node.SelectMany(n => GraphWalk.Reads(n).Distinct(StringComparer.Ordinal).Select(input => (Input: input, Node: n)))
            .ToLookup(r => r.Input, r => r.Node, StringComparer.Ordinal);
    }

    /// <summary>The non-linearity around a node, and the tensor that is its output; null where the node is no gate.</summary>
    public (string Output, TapActivation Activation)? Of(NodeProto node)
    {
        if (node.OpType is not ("Sigmoid" or "HardSigmoid" or "Tanh" or "Erf" or "Softplus"))
            return null;
        var origins = Origins(node.Input[0]);
        var behind = new List<NodeProto>();
        while (Next(behind.Count == 0 ? node.Output[0] : behind[^1].Output[0], origins) is { } next)
            behind.Add(next);
        if (behind.Any(n => n.OpType == "Mul" && !HasConstant(n)))
            return Product(node) is { } product ? (behind[^1].Output[0], new(product)) : null;
        return behind is [{ OpType: "Mul" or "Div" } scaled] && Scaled(node, scaled) is { } kind ? (scaled.Output[0], new(kind))
            : Plain(node) is { } plain ? (node.Output[0], new(plain))
            : null;
    }

    private string? Product(NodeProto gate) =>
        gate.OpType switch
        {
            "Sigmoid" => "silu",
            "HardSigmoid" => "hard-swish",
            "Tanh" => index.Producer(gate.Input[0])?.OpType == "Softplus" ? "mish" : "gelu",
            "Erf" => "gelu",
            _ => null,
        };

    /// <summary>A gate times a constant is known where a student has its like: 1.7159·tanh, and softplus of any sharpness.</summary>
    private string? Scaled(NodeProto gate, NodeProto scaled) =>
        gate.OpType switch
        {
            "Softplus" => "softplus",
            "Tanh" => scaled.OpType == "Mul"
            && scaled.Input.Select(index.Stored).OfType<TensorProto>().Any(c => Math.Abs(TensorValues.Read(c)[0] - LeCun) < 1e-3)
                ? "scaled-tanh"
                : null,
            _ => null,
        };

    /// <summary>The softplus inside a Mish is a part of it.</summary>
    private string? Plain(NodeProto gate) =>
        gate.OpType switch
        {
            "Sigmoid" => "sigmoid",
            "HardSigmoid" => "hard-sigmoid",
            "Tanh" => "tanh",
            "Softplus" => readers[gate.Output[0]].All(r => r.OpType == "Tanh") ? null : "softplus",
            _ => null,
        };

    /// <summary>The only reader, where it scales, shifts or multiplies by what the gate was computed from.</summary>
    private NodeProto? Next(string tensor, HashSet<string> origins)
    {
        if (index.Reads(tensor) != 1 || readers[tensor].SingleOrDefault() is not { OpType: "Mul" or "Div" or "Add", Input.Count: 2 } reader)
            return null;
        var other = reader.Input[reader.Input[0] == tensor ? 1 : 0];
        return IsConstant(other) || (reader.OpType == "Mul" && IsOrigin(other, origins)) ? reader : null;
    }

    private bool IsOrigin(string tensor, HashSet<string> origins) =>
        origins.Contains(tensor)
        || (index.Producer(tensor) is { OpType: "Mul" or "Div" } scaled && HasConstant(scaled) && scaled.Input.Any(origins.Contains));

    /// <summary>What the gate's input is a formula of: the tensors behind arithmetic with constants and with itself.</summary>
    private HashSet<string> Origins(string input)
    {
        var origins = new HashSet<string>(StringComparer.Ordinal) { input };
        var open = new Queue<string>([input]);
        while (origins.Count < LongestFormula && open.TryDequeue(out var next))
            if (index.Producer(next) is { OpType: "Mul" or "Div" or "Add" or "Pow" or "Softplus" or "Identity" } node)
                foreach (var read in node.Input.Where(i => !IsConstant(i) && origins.Add(i)))
                    open.Enqueue(read);
        return origins;
    }

    private bool HasConstant(NodeProto node) => node.Input.Any(IsConstant);

    private bool IsConstant(string tensor) =>
        index.Stored(tensor) is { } stored && TensorValues.Count(stored) == 1 && TensorValues.IsFloat((DataType)stored.DataType);
}
