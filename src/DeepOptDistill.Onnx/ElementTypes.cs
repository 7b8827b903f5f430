using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>
/// Element type of every tensor of a graph: as the file declares it, else by operator. Most operators answer in the type of their
/// first input; the exceptions are listed. <see cref="DataType.Undefined"/> where the operator does not tell, and for what is no tensor.
/// </summary>
internal sealed class ElementTypes
{
    private readonly Dictionary<string, DataType> types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DataType> sequences = new(StringComparer.Ordinal);
    private readonly long opset;
    private readonly ElementTypes? outer;

    private ElementTypes(GraphProto graph, long opset, ElementTypes? outer = null)
    {
        (this.opset, this.outer) = (opset, outer);
        foreach (var tensor in graph.Initializer)
            types[tensor.Name] = (DataType)tensor.DataType;
        foreach (var value in graph.Input.Concat(graph.ValueInfo).Concat(graph.Output))
            Declare(value);
        foreach (var node in graph.Node)
            for (var i = 0; i < node.Output.Count; i++)
                if (node.Output[i].Length > 0)
                    Add(node, i);
    }

    public static IReadOnlyDictionary<string, DataType> Of(OnnxModel model) => new ElementTypes(model.Proto.Graph, model.Opset).types;

    private void Declare(ValueInfoProto value)
    {
        if (value.Type?.SequenceType?.ElemType?.TensorType is { } element)
            sequences[value.Name] = (DataType)element.ElemType;
        if (TensorInfo.Of(value).ElementType is var declared and not DataType.Undefined)
            types[value.Name] = declared;
    }

    private void Add(NodeProto node, int output)
    {
        if (node.OpType is "SequenceConstruct" or "SplitToSequence")
            sequences.TryAdd(node.Output[output], OfInput(node, 0));
        else if (node.OpType is "SequenceInsert" or "SequenceErase")
            sequences.TryAdd(node.Output[output], Sequence(node.Input[0]));
        else if (!sequences.ContainsKey(node.Output[output]))
            types.TryAdd(node.Output[output], Infer(node, output));
    }

    private DataType Infer(NodeProto node, int output) =>
        (node.OpType, output) switch
        {
            ("Shape" or "Size" or "ArgMax" or "ArgMin" or "NonZero" or "NonMaxSuppression" or "SequenceLength", _) => DataType.Int64,
            ("MaxPool" or "TopK" or "Unique", > 0) => DataType.Int64,
            (
                "Equal"
                    or "Greater"
                    or "GreaterOrEqual"
                    or "Less"
                    or "LessOrEqual"
                    or "Not"
                    or "And"
                    or "Or"
                    or "Xor"
                    or "IsNaN"
                    or "IsInf",
                _
            ) => DataType.Bool,
            ("Dropout", 1) => opset < 10 ? OfInput(node, 0) : DataType.Bool,
            ("ConvInteger" or "MatMulInteger", _) => DataType.Int32,
            ("DynamicQuantizeLinear", not 1) => DataType.Uint8,
            ("DynamicQuantizeLinear" or "TfIdfVectorizer", _) => DataType.Float,
            ("Cast" or "BitCast", _) => (DataType)Attributes.Int(node, "to", 0),
            ("RandomNormal" or "RandomUniform" or "HannWindow" or "HammingWindow" or "BlackmanWindow" or "MelWeightMatrix", _) => Stated(
                node,
                DataType.Float
            ),
            ("RandomNormalLike" or "RandomUniformLike" or "EyeLike" or "Bernoulli", _) => Stated(node, OfInput(node, 0)),
            ("Multinomial", _) => Stated(node, DataType.Int32),
            ("Constant" or "ConstantOfShape", _) => Constant(node),
            ("QuantizeLinear" or "DequantizeLinear", _) when Attributes.Int(node, "output_dtype", 0) is > 0 and var stated =>
                (DataType)stated,
            ("QuantizeLinear", _) => OfInput(node, 2, DataType.Uint8),
            ("DequantizeLinear" or "Where" or "CastLike", _) => OfInput(node, 1),
            ("OneHot", _) => OfInput(node, 2),
            ("QLinearConv" or "QLinearMatMul", _) => OfInput(node, 7, DataType.Uint8),
            ("SequenceAt" or "ConcatFromSequence", _) => Sequence(node.Input[0]),
            ("If" or "Loop" or "Scan", _) => OfBody(node, output),
            _ => ByFirst(node, output),
        };

    private DataType ByFirst(NodeProto node, int output) =>
        node.Domain switch
        {
            "" or "ai.onnx" => IsUnlikeFirst(node.OpType) ? DataType.Undefined : OfInput(node, 0),
            "com.microsoft" => OfMicrosoft(node, output),
            _ => DataType.Undefined,
        };

    private DataType OfMicrosoft(NodeProto node, int output) =>
        node.OpType switch
        {
            "MatMulIntegerToFloat" or "DynamicQuantizeMatMul" => DataType.Float,
            "QGemm" => OfInput(node, 8, DataType.Float),
            "EmbedLayerNormalization" => output == 1 ? DataType.Int32 : OfInput(node, 2),
            "QAttention" or "DequantizeLinear" or "GatherBlockQuantized" => DataType.Undefined,
            _ => OfInput(node, 0),
        };

    private static bool IsUnlikeFirst(string op) =>
        op
            is "StringSplit"
                or "StringConcat"
                or "RegexFullMatch"
                or "ImageDecoder"
                or "SequenceMap"
                or "SequenceEmpty"
                or "Optional"
                or "OptionalGetElement"
                or "OptionalHasElement"
                or "BitwiseNot";

    /// <summary>What the bodies say: a branch's outputs are the node's, a loop's first one is its condition.</summary>
    private DataType OfBody(NodeProto node, int output)
    {
        if (GraphWalk.Bodies(node).FirstOrDefault() is not { } body)
            return DataType.Undefined;
        var at = node.OpType == "Loop" ? output + 1 : output;
        return at < body.Output.Count
            ? new ElementTypes(body, opset, this).types.GetValueOrDefault(body.Output[at].Name)
            : DataType.Undefined;
    }

    private static DataType Stated(NodeProto node, DataType otherwise) =>
        (Attributes.Find(node, "dtype") ?? Attributes.Find(node, "output_datatype")) is { } stated ? (DataType)stated.I : otherwise;

    private static DataType Constant(NodeProto node) =>
        node.Attribute.FirstOrDefault() switch
        {
            { T: { } tensor } => (DataType)tensor.DataType,
            { SparseTensor.Values: { } values } => (DataType)values.DataType,
            { Name: "value_int" or "value_ints" } => DataType.Int64,
            { Name: "value_string" or "value_strings" } => DataType.String,
            _ => DataType.Float,
        };

    private DataType OfInput(NodeProto node, int position, DataType otherwise = DataType.Undefined) =>
        position < node.Input.Count && Type(node.Input[position]) is var type and not DataType.Undefined ? type : otherwise;

    private DataType Type(string tensor) => types.TryGetValue(tensor, out var type) ? type : outer?.Type(tensor) ?? DataType.Undefined;

    private DataType Sequence(string name) =>
        sequences.TryGetValue(name, out var type) ? type : outer?.Sequence(name) ?? DataType.Undefined;
}
