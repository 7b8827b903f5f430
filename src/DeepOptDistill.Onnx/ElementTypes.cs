using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>
/// Element type of every tensor of a graph: as the file declares it, else by operator. Most operators answer in the type of their
/// first input; the exceptions are listed. <see cref="DataType.Undefined"/> where the operator does not tell.
/// </summary>
internal static class ElementTypes
{
    public static IReadOnlyDictionary<string, DataType> Of(GraphProto graph)
    {
        var types = new Dictionary<string, DataType>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer) types[tensor.Name] = (DataType)tensor.DataType;
        foreach (var value in graph.Input.Concat(graph.ValueInfo).Concat(graph.Output))
            if (TensorInfo.Of(value).ElementType is var declared and not DataType.Undefined) types[value.Name] = declared;
        foreach (var node in graph.Node)
            for (var i = 0; i < node.Output.Count; i++)
                if (node.Output[i].Length > 0) types.TryAdd(node.Output[i], Infer(node, i, types));
        return types;
    }

    private static DataType Infer(NodeProto node, int output, Dictionary<string, DataType> types) => (node.OpType, output) switch
    {
        ("Shape" or "Size" or "ArgMax" or "ArgMin" or "NonZero" or "NonMaxSuppression", _) => DataType.Int64,
        ("MaxPool" or "TopK" or "Unique", > 0) => DataType.Int64,
        ("Equal" or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" or "Not" or "And" or "Or" or "Xor" or "IsNaN" or "IsInf", _) => DataType.Bool,
        ("Dropout", 1) => DataType.Bool,
        ("ConvInteger" or "MatMulInteger", _) => DataType.Int32,
        ("DynamicQuantizeLinear", not 1) => DataType.Uint8,
        ("Cast" or "BitCast", _) => (DataType)Attributes.Int(node, "to", 0),
        ("RandomNormal" or "RandomUniform", _) => (DataType)Attributes.Int(node, "dtype", (long)DataType.Float),
        ("Constant" or "ConstantOfShape", _) => Constant(node),
        ("QuantizeLinear" or "DequantizeLinear", _) when Attributes.Int(node, "output_dtype", 0) is > 0 and var stated => (DataType)stated,
        ("QuantizeLinear", _) => OfInput(node, 2, types, DataType.Uint8),
        ("DequantizeLinear" or "Where" or "CastLike", _) => OfInput(node, 1, types, DataType.Undefined),
        ("OneHot", _) => OfInput(node, 2, types, DataType.Undefined),
        ("QLinearConv" or "QLinearMatMul", _) => OfInput(node, 7, types, DataType.Uint8),
        ("If" or "Loop" or "Scan", _) => DataType.Undefined,
        _ => node.Domain is "" or "ai.onnx" or "com.microsoft" ? OfInput(node, 0, types, DataType.Undefined) : DataType.Undefined,
    };

    private static DataType Constant(NodeProto node) =>
        node.Attribute.FirstOrDefault() switch
        {
            { T: { } tensor } => (DataType)tensor.DataType,
            { Name: "value_int" or "value_ints" } => DataType.Int64,
            { Name: "value_string" or "value_strings" } => DataType.String,
            _ => DataType.Float,
        };

    private static DataType OfInput(NodeProto node, int position, Dictionary<string, DataType> types, DataType otherwise) =>
        position < node.Input.Count ? types.GetValueOrDefault(node.Input[position], otherwise) : otherwise;
}
