using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>New stored tensors of a model.</summary>
internal static class Stored
{
    /// <summary>Files of this version and later may store what is no input.</summary>
    private const long Apart = 4;

    /// <summary>Adds a tensor; in files of IR version 3 and below it is declared as an input, too.</summary>
    public static void Add(ModelProto model, TensorProto tensor)
    {
        model.Graph.Initializer.Add(tensor);
        if (model.IrVersion >= Apart)
            return;
        var shape = new TensorShapeProto();
        shape.Dim.Add(tensor.Dims.Select(length => new TensorShapeProto.Types.Dimension { DimValue = length }));
        model.Graph.Input.Add(
            new ValueInfoProto
            {
                Name = tensor.Name,
                Type = new TypeProto
                {
                    TensorType = new TypeProto.Types.Tensor { ElemType = tensor.DataType, Shape = shape },
                },
            }
        );
    }
}
