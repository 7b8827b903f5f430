using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators;

/// <summary>Numbers of small tensors that say how something is done: shapes, axes, bounds.</summary>
internal static class TensorReading
{
    public static long[] WholeNumbers(this Tensor tensor)
    {
        using var flat = tensor.detach().to_type(ScalarType.Int64).reshape(-1).contiguous();
        return flat.data<long>().ToArray();
    }

    public static double FirstNumber(this Tensor tensor)
    {
        using var flat = tensor.detach().to_type(ScalarType.Float64).reshape(-1).contiguous();
        return flat.data<double>()[0];
    }

    public static bool IsWhole(this Tensor tensor) =>
        tensor.dtype is ScalarType.Int64 or ScalarType.Int32 or ScalarType.Int16 or ScalarType.Int8 or ScalarType.Byte or ScalarType.Bool;

    /// <summary>Numbers of an input as a tensor of the engine.</summary>
    public static Tensor OfWhole(params IEnumerable<long> numbers) => torch.tensor([.. numbers], dtype: ScalarType.Int64);
}
