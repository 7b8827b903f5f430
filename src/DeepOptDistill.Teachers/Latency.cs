using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.Teachers;

/// <summary>How long one sample takes.</summary>
public static class Latency
{
    private const int WarmUps = 20;
    private const int Runs = 200;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Median time of one run in milliseconds: batch 1 (or the batch that the file fixes), one thread, ONNX Runtime on the processor,
    /// after a warm-up. Measured over at least 200 runs and half a second, but for no longer than 2 seconds.
    /// </summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="shape">Shape of an image, for a file that leaves dimensions behind the batch free.</param>
    /// <param name="clock">What measures; null for the system's.</param>
    /// <exception cref="InputException">The file is no model that ONNX Runtime runs on one sample of zeros.</exception>
    public static double MedianMs(string modelPath, SampleShape? shape = null, TimeProvider? clock = null)
    {
        var model = OnnxModel.Read(modelPath);
        using var session = Sessions.Open(model, modelPath, threads: 1);
        var inputs = SampleInput.Zeros(model, shape, modelPath);
        try
        {
            string[] outputs = [.. model.Outputs.Select(o => o.Name)];
            Sessions.RunOnce(session, inputs, outputs, modelPath).Dispose();
            using var options = new RunOptions();
            return Median(() => session.Run(options, inputs, outputs).Dispose(), clock ?? TimeProvider.System);
        }
        finally
        {
            foreach (var value in inputs.Values) value.Dispose();
        }
    }

    private static double Median(Action run, TimeProvider clock)
    {
        var start = clock.GetTimestamp();
        for (var i = 0; i < WarmUps && clock.GetElapsedTime(start) < Shortest; i++) run();
        var times = new List<double>();
        start = clock.GetTimestamp();
        while (times.Count == 0 || IsTooEarly(times.Count, clock.GetElapsedTime(start)))
        {
            var before = clock.GetTimestamp();
            run();
            times.Add(clock.GetElapsedTime(before).TotalMilliseconds);
        }
        times.Sort();
        return (times[(times.Count - 1) / 2] + times[times.Count / 2]) / 2;
    }

    private static bool IsTooEarly(int runs, TimeSpan elapsed) => elapsed < Longest && (runs < Runs || elapsed < Shortest);
}
