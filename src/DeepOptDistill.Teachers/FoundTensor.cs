using DeepOptDistill.Onnx;
using Microsoft.ML.OnnxRuntime;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Teachers;

/// <summary>What the runtime says of a tensor.</summary>
/// <param name="Type">Type of its elements: <c>float</c>; of what is no tensor the kind of value: <c>onnx_type_sequence</c>.</param>
/// <param name="ElementType">The same as files write it; undefined for what is no tensor.</param>
/// <param name="Lengths">Its dimensions; none for a scalar and for what is no tensor.</param>
internal sealed record FoundTensor(string Type, DataType ElementType, long[] Lengths)
{
    /// <summary>Whether it is a tensor at all.</summary>
    public bool IsTensor => ElementType != DataType.Undefined;

    /// <summary>A tensor that a run gave.</summary>
    public static FoundTensor Of(OrtValue value)
    {
        if (!value.IsTensor)
            return new(value.OnnxType.ToString().ToLowerInvariant(), DataType.Undefined, []);
        var found = value.GetTensorTypeAndShape();
        return new(found.ElementDataType.ToString().ToLowerInvariant(), (DataType)(int)found.ElementDataType, found.Shape);
    }

    /// <summary>
    /// A tensor whose shape follows from the graph; null where it does not. A scalar is one that has no known shape, too.
    /// </summary>
    public static FoundTensor? Of(NodeMetadata inferred)
    {
        if (!inferred.IsTensor || inferred.Dimensions.Length == 0 || inferred.Dimensions.Any(length => length < 0))
            return null;
        return new(
            inferred.ElementDataType.ToString().ToLowerInvariant(),
            (DataType)(int)inferred.ElementDataType,
            [.. inferred.Dimensions.Select(length => (long)length)]
        );
    }

    /// <summary>The same as a declaration.</summary>
    public TensorInfo Info(string name) => new(name, ElementType, [.. Lengths.Select(length => (long?)length)]);
}
