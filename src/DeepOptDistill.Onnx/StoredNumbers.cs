using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>
/// Numbers that a file stores: a dense tensor, a sparse one, or a Constant's value. Readers of one tensor see one object.
/// </summary>
/// <param name="type">Type of the numbers.</param>
/// <param name="count">How many are stored; a sparse tensor stores those that are not zero.</param>
/// <param name="shape">Dimensions of the tensor that a node reads.</param>
/// <param name="name">Name by which nodes read it.</param>
internal sealed class StoredNumbers(DataType type, long count, long[] shape, string name)
{
    public string Name => name;

    public DataType Type => type;

    public long Count => count;

    public long[] Shape => shape;

    public static StoredNumbers Of(TensorProto tensor, string name) =>
        new((DataType)tensor.DataType, TensorValues.Count(tensor), [.. tensor.Dims], name);

    public static StoredNumbers Of(SparseTensorProto sparse, string name) =>
        new((DataType)sparse.Values.DataType, TensorValues.Count(sparse.Values), [.. sparse.Dims], name);
}
