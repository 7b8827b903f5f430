using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>Maps from label to number, as scikit-learn's exporters write answers, made plain tensors.</summary>
public static class ZipMaps
{
    /// <summary>Operator that makes the maps.</summary>
    internal const string Op = "ZipMap";

    /// <summary>
    /// The model with every <c>ZipMap</c> replaced by <c>Identity</c>: an output keeps its name and becomes the tensor N×labels that
    /// entered, one number a label in the operator's order. A model that has none is given back as it is.
    /// </summary>
    public static OnnxModel Remove(OnnxModel model)
    {
        if (!model.Proto.Graph.Node.Any(n => n.OpType == Op))
            return model;
        var proto = model.Proto.Clone();
        foreach (var node in proto.Graph.Node.Where(n => n.OpType == Op))
            Replace(proto.Graph, node);
        // A model of classical operators alone need not import the standard ones.
        if (!proto.OpsetImport.Any(o => o.Domain is "" or "ai.onnx"))
            proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 9 });
        return model.With(proto);
    }

    private static void Replace(GraphProto graph, NodeProto node)
    {
        var labels = ClassLabels.Of(node)?.Count;
        (node.OpType, node.Domain) = ("Identity", "");
        node.Attribute.Clear();
        foreach (var output in graph.Output.Where(o => o.Name == node.Output[0]))
            output.Type = TypeOf(labels);
    }

    private static TypeProto TypeOf(int? labels)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "N" });
        shape.Dim.Add(labels is { } count ? new TensorShapeProto.Types.Dimension { DimValue = count } : new());
        return new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = shape },
        };
    }
}
