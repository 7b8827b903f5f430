using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.EngineTests.Operators;

/// <summary>One node with its inputs, as a model that the runtime and the engine are asked for the same.</summary>
/// <param name="Op">The operator.</param>
/// <param name="Inputs">Its inputs: numbers that are drawn, or whole numbers that are told.</param>
/// <param name="Opset">Version of the standard.</param>
/// <param name="Outputs">How many of its outputs are compared.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record OperatorCase(
    string Op,
    IReadOnlyList<OperatorInput> Inputs,
    int Opset = 17,
    int Outputs = 1,
    params (string Key, object Value)[] Attributes
)
{
    public string Domain { get; init; } = "";

    /// <summary>The operator's name in its family.</summary>
    public string Name => Domain.Length == 0 ? Op : $"{Domain}.{Op}";

    public OnnxModel Model()
    {
        var proto = new ModelProto
        {
            IrVersion = Math.Min(10, 3 + (Opset / 2)),
            Graph = new GraphProto { Name = "one" },
        };
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        if (Domain.Length > 0)
            proto.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        var node = new NodeProto
        {
            OpType = Op,
            Name = "node",
            Domain = Domain,
        };
        for (var i = 0; i < Inputs.Count; i++)
        {
            node.Input.Add(Inputs[i].IsThere ? $"x{i}" : "");
            if (Inputs[i].IsThere)
                proto.Graph.Input.Add(Inputs[i].Declared($"x{i}"));
        }
        for (var i = 0; i < Outputs; i++)
        {
            node.Output.Add($"y{i}");
            proto.Graph.Output.Add(new ValueInfoProto { Name = $"y{i}" });
        }
        node.Attribute.Add(Attributes.Select(attribute => DeepOptDistill.Onnx.Attributes.Of(attribute.Key, attribute.Value)));
        proto.Graph.Node.Add(node);
        return new OnnxModel(proto);
    }

    public override string ToString() =>
        $"{Op}-{Opset} {string.Join(' ', Inputs)} {string.Join(' ', Attributes.Select(a => $"{a.Key}={Said(a.Value)}"))}";

    private static string Said(object value) => value is Array many ? string.Join(',', many.Cast<object>()) : $"{value}";
}
