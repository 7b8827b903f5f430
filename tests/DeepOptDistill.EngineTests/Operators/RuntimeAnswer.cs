using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DeepOptDistill.EngineTests.Operators;

/// <summary>What the runtime answered, set beside what the engine answered.</summary>
internal static class RuntimeAnswer
{
    public static void AssertClose(OrtValue expected, Tensor answered, double tolerance, string said)
    {
        var shape = expected.GetTensorTypeAndShape().Shape;
        Assert.True(
            shape.SequenceEqual(answered.shape),
            $"{said}: found {string.Join('×', answered.shape)}; expected {string.Join('×', shape)}"
        );
        var (numbers, found) = (Numbers(expected), Numbers(answered));
        var scale = Math.Max(1, numbers.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max());
        for (var i = 0; i < numbers.Length; i++)
            Assert.True(
                numbers[i].Equals(found[i]) || Math.Abs(numbers[i] - found[i]) <= tolerance * scale,
                $"{said}, number {i}: found {found[i]}; expected {numbers[i]}"
            );
    }

    private static double[] Numbers(OrtValue value) =>
        value.GetTensorTypeAndShape().ElementDataType switch
        {
            TensorElementType.Float => [.. value.GetTensorDataAsSpan<float>().ToArray().Select(n => (double)n)],
            TensorElementType.Double => value.GetTensorDataAsSpan<double>().ToArray(),
            TensorElementType.Int64 => [.. value.GetTensorDataAsSpan<long>().ToArray().Select(n => (double)n)],
            TensorElementType.Int32 => [.. value.GetTensorDataAsSpan<int>().ToArray().Select(n => (double)n)],
            TensorElementType.UInt8 => [.. value.GetTensorDataAsSpan<byte>().ToArray().Select(n => (double)n)],
            TensorElementType.Int8 => [.. value.GetTensorDataAsSpan<sbyte>().ToArray().Select(n => (double)n)],
            TensorElementType.Bool => [.. value.GetTensorDataAsSpan<bool>().ToArray().Select(n => n ? 1.0 : 0)],
            var type => throw new InvalidOperationException($"{type}"),
        };

    private static double[] Numbers(Tensor tensor)
    {
        using var wide = tensor.detach().to_type(ScalarType.Float64).contiguous();
        return wide.data<double>().ToArray();
    }
}
