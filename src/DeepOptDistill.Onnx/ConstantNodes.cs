using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>Values of Constant nodes, in each of the forms that the operator has.</summary>
internal static class ConstantNodes
{
    /// <summary>Whether a node is a Constant that names its output.</summary>
    public static bool Is(NodeProto node) => node is { OpType: "Constant", Output.Count: > 0 };

    /// <summary>The value as a dense tensor of numbers; null for text and for a sparse one.</summary>
    public static TensorProto? Dense(NodeProto node) =>
        node.Attribute.FirstOrDefault() switch
        {
            { Name: "value", T: { } tensor } => tensor,
            { Name: "value_float" } number => Floats([], [number.F]),
            { Name: "value_floats" } numbers => Floats([numbers.Floats.Count], numbers.Floats),
            { Name: "value_int" } number => Integers([], [number.I]),
            { Name: "value_ints" } numbers => Integers([numbers.Ints.Count], numbers.Ints),
            _ => null,
        };

    /// <summary>The value where it is sparse.</summary>
    public static SparseTensorProto? Sparse(NodeProto node) =>
        Attributes.Find(node, "sparse_value") is { SparseTensor: { Values: not null } sparse } ? sparse : null;

    private static TensorProto Floats(long[] shape, IEnumerable<float> values) =>
        new()
        {
            DataType = (int)DataType.Float,
            Dims = { shape },
            FloatData = { values },
        };

    private static TensorProto Integers(long[] shape, IEnumerable<long> values) =>
        new()
        {
            DataType = (int)DataType.Int64,
            Dims = { shape },
            Int64Data = { values },
        };
}
