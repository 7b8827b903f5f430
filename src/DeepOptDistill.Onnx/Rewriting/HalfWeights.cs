using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx.Rewriting;

/// <summary>Weights in 16 bits: half of the file, and the same arithmetic.</summary>
public static class HalfWeights
{
    /// <summary>Numbers from which on a tensor is smaller in 16 bits, the node that widens it included.</summary>
    private const int Fewest = 128;

    /// <summary>
    /// Stores float32 weights as float16 (rounded to the nearest, ties to even) behind a Cast that widens them again when the file is
    /// loaded, so that everything is computed in float32 as before. Tensors of fewer than 128 numbers stay, and those with a number that
    /// float16 does not hold (beyond 65504).
    /// </summary>
    /// <param name="model">The network; it is left as it is.</param>
    public static OnnxModel Of(OnnxModel model)
    {
        var proto = model.Proto.Clone();
        var graph = proto.Graph;
        var shown = graph.Input.Concat(graph.Output).Select(value => value.Name).ToHashSet(StringComparer.Ordinal);
        var names = new FreeNames(graph);
        var casts = new List<NodeProto>();
        foreach (var tensor in graph.Initializer.Where(tensor => !shown.Contains(tensor.Name) && IsWorthwhile(tensor)))
        {
            var name = tensor.Name;
            tensor.Name = names.Of($"{name}/float16");
            Narrow(tensor);
            casts.Add(Widening(tensor.Name, name));
        }
        for (var place = 0; place < casts.Count; place++)
            graph.Node.Insert(place, casts[place]);
        return model.With(proto);
    }

    private static bool IsWorthwhile(TensorProto tensor) =>
        tensor.DataType == (int)DataType.Float
        && tensor.DataLocation != TensorProto.Types.DataLocation.External
        && TensorValues.Count(tensor) >= Fewest
        && TensorValues.Read(tensor).All(number => Half.IsFinite((Half)(float)number));

    /// <summary>Rounds a float32 tensor to float16 where it stands.</summary>
    internal static void Narrow(TensorProto tensor)
    {
        var halves = TensorValues.Read(tensor).Select(number => (Half)(float)number);
        (tensor.DataType, tensor.RawData) = ((int)DataType.Float16, ByteString.CopyFrom([.. halves.SelectMany(BitConverter.GetBytes)]));
        tensor.FloatData.Clear();
    }

    private static NodeProto Widening(string from, string to)
    {
        var node = new NodeProto
        {
            OpType = "Cast",
            Name = to,
            Input = { from },
            Output = { to },
        };
        node.Attribute.Add(Attributes.Of("to", (long)DataType.Float));
        return node;
    }
}
