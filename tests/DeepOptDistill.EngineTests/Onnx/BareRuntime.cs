using DeepOptDistill.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.EngineTests.Onnx;

/// <summary>ONNX Runtime with nothing of ours around it: the reference.</summary>
internal static class BareRuntime
{
    /// <summary>All outputs for one float input.</summary>
    public static IReadOnlyList<float[]> Run(byte[] model, string input, float[] values, params long[] shape)
    {
        using var session = new InferenceSession(model);
        using var value = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var options = new RunOptions();
        using var outputs = session.Run(options, [input], [value], [.. session.OutputNames]);
        return [.. outputs.Select(o => o.GetTensorDataAsSpan<float>().ToArray())];
    }

    public static IReadOnlyList<float[]> Run(OnnxModel model, float[] values, params long[] shape) =>
        Run(model.ToBytes(), model.Inputs[0].Name, values, shape);

    /// <summary>Equal up to rounding: |a − b| ≤ tolerance · max(1, largest |a|).</summary>
    public static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.Count, actual.Count);
        var scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs((double)pair.First - pair.Second), 0, tolerance * scale));
    }

    /// <summary>Fixed numbers in (−1, 1), none of them zero.</summary>
    public static float[] Numbers(int count, double step = 1.7) => [.. Enumerable.Range(1, count).Select(i => (float)Math.Sin(step * i))];
}
