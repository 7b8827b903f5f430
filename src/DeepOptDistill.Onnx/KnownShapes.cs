using DeepOptDistill.Onnx.Proto;
using Dimension = DeepOptDistill.Onnx.Proto.TensorShapeProto.Types.Dimension;

namespace DeepOptDistill.Onnx;

/// <summary>What a run showed of shapes, in the place of what a file declares of them.</summary>
internal static class KnownShapes
{
    /// <summary>Takes out all that the graph declares of inner tensors, and writes what is known of inputs and of inner ones.</summary>
    public static void Write(GraphProto graph, IEnumerable<TensorInfo> known)
    {
        var inputs = graph.Input.DistinctBy(i => i.Name, StringComparer.Ordinal).ToDictionary(i => i.Name, StringComparer.Ordinal);
        graph.ValueInfo.Clear();
        foreach (var tensor in known)
            if (!inputs.TryGetValue(tensor.Name, out var input))
                graph.ValueInfo.Add(Of(tensor));
            else if (input.Type?.TensorType is not null)
                input.Type = Of(tensor).Type;
    }

    /// <summary>The declaration of a tensor whose lengths are all known.</summary>
    public static ValueInfoProto Of(TensorInfo tensor)
    {
        var shape = new TensorShapeProto { Dim = { tensor.Shape.Select(length => new Dimension { DimValue = length!.Value }) } };
        var type = new TypeProto.Types.Tensor { ElemType = (int)tensor.ElementType, Shape = shape };
        return new()
        {
            Name = tensor.Name,
            Type = new TypeProto { TensorType = type },
        };
    }
}
