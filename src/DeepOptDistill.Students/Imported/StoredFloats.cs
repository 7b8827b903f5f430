using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Imported;

/// <summary>Stored tensors of float32 as plain numbers.</summary>
internal static class StoredFloats
{
    /// <summary>The numbers, row-major.</summary>
    public static float[] Of(TensorProto stored)
    {
        using var read = StoredTensor.Read(stored);
        using var floats = read.to_type(TorchSharp.torch.ScalarType.Float32);
        return ParameterMemory.Read(floats);
    }
}
