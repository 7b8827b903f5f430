using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.Teachers;

/// <summary>How long one sample takes.</summary>
public static class Latency
{
    private const int WarmUps = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>How long is measured at least; tests that don't ask how fast a network is measure for a moment.</summary>
    internal static (int Runs, TimeSpan Time) Least { get; set; } = (200, TimeSpan.FromSeconds(0.5));

    /// <summary>
    /// Median time of one sample in milliseconds: one at a time, one thread, ONNX Runtime on the processor, after a warm-up. A file that
    /// fixes a larger batch answers that many at once, and the time of its run is divided by them. Measured over at least 200 runs and half
    /// a second, but for no longer than 2 seconds.
    /// </summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="shape">Shape of an image, for a file that leaves dimensions behind the batch free.</param>
    /// <param name="clock">What measures; null for the system's.</param>
    /// <exception cref="InputException">The file is no model that ONNX Runtime runs on one sample of zeros.</exception>
    public static double MedianMs(string modelPath, SampleShape? shape = null, TimeProvider? clock = null) =>
        Measure(modelPath, shape, clock).Ms!.Value;

    /// <summary>The same, with the reason in the place of the time where the model cannot be timed: a run is not lost for it.</summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="shape">Shape of an image, for a file that leaves dimensions behind the batch free.</param>
    public static Timing Try(string modelPath, SampleShape? shape = null) =>
        Attempt.Of(() => Measure(modelPath, shape, clock: null), reason => new Timing(null, 1, reason));

    /// <summary>Why a model cannot be timed, after one run; null where it can.</summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="shape">Shape of an image, for a file that leaves dimensions behind the batch free.</param>
    public static string? Obstacle(string modelPath, SampleShape? shape = null) =>
        Attempt.Of(() => Once<string?>(modelPath, shape, (_, _, _, _) => null), reason => reason);

    private static Timing Measure(string modelPath, SampleShape? shape, TimeProvider? clock) =>
        Once(
            modelPath,
            shape,
            (session, inputs, outputs, batch) =>
            {
                using var options = new RunOptions();
                var run = Median(() => session.Run(options, inputs, outputs).Dispose(), clock ?? TimeProvider.System);
                return new Timing(run / batch, batch, null);
            }
        );

    /// <summary>Opens a model and runs it once on zeros; then a measurement takes it over.</summary>
    private static T Once<T>(
        string path,
        SampleShape? shape,
        Func<InferenceSession, Dictionary<string, OrtValue>, string[], long, T> measure
    )
    {
        var model = OnnxModel.Read(path);
        using var session = Sessions.Open(model, path, threads: 1);
        var inputs = SampleInput.Zeros(model, shape, path);
        try
        {
            string[] outputs = [.. model.Outputs.Select(o => o.Name)];
            return measure(session, inputs, outputs, BatchOf(session, inputs, outputs, path));
        }
        finally
        {
            foreach (var value in inputs.Values)
                value.Dispose();
        }
    }

    private static long BatchOf(InferenceSession session, Dictionary<string, OrtValue> inputs, string[] outputs, string where)
    {
        using var answers = Sessions.RunOnce(session, inputs, outputs, where);
        return SampleBatch.Of(inputs.Values.Select(ShapeOf).OfType<long[]>(), answers.Select(ShapeOf));
    }

    private static long[]? ShapeOf(OrtValue value) => value.IsTensor ? value.GetTensorTypeAndShape().Shape : null;

    private static double Median(Action run, TimeProvider clock)
    {
        var start = clock.GetTimestamp();
        for (var i = 0; i < WarmUps && clock.GetElapsedTime(start) < Least.Time; i++)
            run();
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

    private static bool IsTooEarly(int runs, TimeSpan elapsed) => elapsed < Longest && (runs < Least.Runs || elapsed < Least.Time);
}
