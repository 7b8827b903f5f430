using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.Benchmarks.Labelling;

/// <summary>
/// ONNX Runtime with its default settings and nothing around it: runs over batches that were normalized beforehand, answers into one
/// buffer.
/// </summary>
internal sealed class BareRuntime : IDisposable
{
    private readonly SessionOptions options = new();
    private readonly RunOptions run = new();
    private readonly InferenceSession session;
    private readonly float[] pixels;
    private readonly int size;

    /// <param name="model">The ONNX file.</param>
    /// <param name="pixels">All images, normalized, N × size.</param>
    /// <param name="size">Numbers in an image.</param>
    /// <param name="threads">Threads of one run.</param>
    public BareRuntime(string model, float[] pixels, int size, int threads)
    {
        options.IntraOpNumThreads = threads;
        session = new InferenceSession(model, options);
        (this.pixels, this.size) = (pixels, size);
    }

    /// <summary>Passes over all full batches until the time is up.</summary>
    public double ImagesPerSecond(int batch, TimeSpan time)
    {
        string[] inputs = [session.InputMetadata.Keys.Single()],
            outputs = [session.OutputMetadata.Keys.Single()];
        var values = Batches(inputs[0], batch);
        var classes = session.OutputMetadata[outputs[0]].Dimensions[^1];
        using var answers = OrtValue.CreateTensorValueFromMemory(new float[batch * classes], [batch, classes]);
        OrtValue[] into = [answers];
        session.Run(run, inputs, [values[0]], outputs, into);
        var began = Stopwatch.GetTimestamp();
        var runs = 0;
        while (Stopwatch.GetElapsedTime(began) < time)
            session.Run(run, inputs, [values[runs++ % values.Length]], outputs, into);
        var speed = (double)runs * batch / Stopwatch.GetElapsedTime(began).TotalSeconds;
        foreach (var value in values)
            value.Dispose();
        return speed;
    }

    public void Dispose()
    {
        session.Dispose();
        run.Dispose();
        options.Dispose();
    }

    private OrtValue[] Batches(string input, int batch)
    {
        long[] shape = [batch, .. session.InputMetadata[input].Dimensions.Skip(1).Select(d => (long)d)];
        return
        [
            .. Enumerable
                .Range(0, pixels.Length / (batch * size))
                .Select(i =>
                    OrtValue.CreateTensorValueFromMemory(
                        OrtMemoryInfo.DefaultInstance,
                        pixels.AsMemory(i * batch * size, batch * size),
                        shape
                    )
                ),
        ];
    }
}
