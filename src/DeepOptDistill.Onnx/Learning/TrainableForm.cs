using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx.Learning;

/// <summary>A network in the form in which it is learned; names stay what they are.</summary>
public static class TrainableForm
{
    private static readonly HashSet<DataType> Halves = [DataType.Float16, DataType.Bfloat16];

    /// <summary>
    /// The same graph with float32 in the place of float16 and bfloat16, and with Constant nodes as stored tensors, so that each number
    /// which may be learned has a name. Answers are those of the file within the rounding of its own numbers.
    /// </summary>
    public static OnnxModel Of(OnnxModel model)
    {
        var proto = Lifted(model).Proto.Clone();
        Widen(proto.Graph);
        return model.With(proto);
    }

    /// <summary>
    /// The same graph with Constant nodes as stored tensors, under the names of their outputs, and with what bodies store beside them, as
    /// <see cref="BodyNumbers"/> names it.
    /// </summary>
    public static OnnxModel Lifted(OnnxModel model)
    {
        var proto = model.Proto.Clone();
        Lift(proto.Graph);
        BodyNumbers.Lift(proto.Graph);
        return model.With(proto);
    }

    private static void Lift(GraphProto graph)
    {
        foreach (var node in graph.Node.Where(ConstantNodes.Is).ToList())
        {
            if (ConstantNodes.Dense(node) is not { } value)
                continue;
            var stored = value.Clone();
            stored.Name = node.Output[0];
            graph.Initializer.Add(stored);
            graph.Node.Remove(node);
        }
    }

    private static void Widen(GraphProto graph)
    {
        for (var i = 0; i < graph.Initializer.Count; i++)
            graph.Initializer[i] = Wide(graph.Initializer[i]);
        foreach (var declared in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
            if (declared.Type?.TensorType is { } type && Halves.Contains((DataType)type.ElemType))
                type.ElemType = (int)DataType.Float;
        foreach (var attribute in graph.Node.SelectMany(node => node.Attribute))
        {
            if (attribute.T is { } tensor)
                attribute.T = Wide(tensor);
            if (attribute.Name is "to" or "dtype" && Halves.Contains((DataType)attribute.I))
                attribute.I = (int)DataType.Float;
        }
        foreach (var body in graph.Node.SelectMany(GraphWalk.Bodies))
            Widen(body);
    }

    private static TensorProto Wide(TensorProto tensor) =>
        Halves.Contains((DataType)tensor.DataType) ? TensorValues.Write(tensor.Name, tensor.Dims, TensorValues.Read(tensor)) : tensor;

    /// <summary>The file with other numbers at some names, in the types in which it stores them; all else as it is.</summary>
    /// <param name="model">The file.</param>
    /// <param name="numbers">Numbers by the name of their stored tensor or Constant node, row-major.</param>
    public static OnnxModel With(OnnxModel model, IReadOnlyDictionary<string, float[]> numbers)
    {
        var proto = model.Proto.Clone();
        foreach (var tensor in proto.Graph.Initializer)
            if (numbers.TryGetValue(tensor.Name, out var values))
                Write(tensor, values);
        foreach (var node in proto.Graph.Node.Where(ConstantNodes.Is))
            if (numbers.TryGetValue(node.Output[0], out var values))
                WriteConstant(node, values);
        foreach (var inner in BodyNumbers.Of(proto.Graph).ToList())
            if (!numbers.TryGetValue(inner.Lifted, out var values))
                continue;
            else if (inner.Constant is { } node)
                WriteConstant(node, values);
            else
                Write(inner.Tensor, values);
        return model.With(proto);
    }

    private static void WriteConstant(NodeProto node, float[] values)
    {
        if (ConstantNodes.Dense(node) is not { } tensor)
            return;
        Write(tensor, values);
        node.Attribute.Clear();
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "value",
                Type = AttributeProto.Types.AttributeType.Tensor,
                T = tensor,
            }
        );
    }

    private static void Write(TensorProto tensor, float[] values)
    {
        if (TensorValues.Count(tensor) != values.Length)
            throw new ArgumentException($"{tensor.Name}: found {values.Length} numbers; expected {TensorValues.Count(tensor)}.");
        tensor.FloatData.Clear();
        tensor.DoubleData.Clear();
        tensor.Int32Data.Clear();
        tensor.RawData = (DataType)tensor.DataType switch
        {
            DataType.Float => Bytes(values, 4, (number, bytes) => BitConverter.TryWriteBytes(bytes, number)),
            DataType.Double => Bytes(values, 8, (number, bytes) => BitConverter.TryWriteBytes(bytes, (double)number)),
            DataType.Float16 => Bytes(values, 2, (number, bytes) => BitConverter.TryWriteBytes(bytes, (Half)number)),
            DataType.Bfloat16 => Bytes(values, 2, (number, bytes) => BitConverter.TryWriteBytes(bytes, Brain(number))),
            var type => throw new ArgumentException($"{tensor.Name}: found numbers of type {type}; expected floating-point ones."),
        };
    }

    private delegate bool WriteOne(float number, Span<byte> bytes);

    private static ByteString Bytes(float[] values, int size, WriteOne write)
    {
        var bytes = new byte[values.Length * size];
        for (var i = 0; i < values.Length; i++)
            write(values[i], bytes.AsSpan(i * size, size));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>The nearest number of 16 bits, ties to even; NaN stays NaN.</summary>
    private static ushort Brain(float number)
    {
        var bits = BitConverter.SingleToUInt32Bits(number);
        return float.IsNaN(number) ? (ushort)0x7fc0 : (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }
}
