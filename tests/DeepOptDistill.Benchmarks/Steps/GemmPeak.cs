using System.Diagnostics;
using static TorchSharp.torch;

namespace DeepOptDistill.Benchmarks.Steps;

/// <summary>The machine's float32 speed as libtorch's matrix product reaches it: the best of a few sizes.</summary>
internal static class GemmPeak
{
    private static readonly int[] Sizes = [1024, 2048, 3072];

    public static double FlopPerSecond(TimeSpan time) => Sizes.Max(size => Measure(size, time / Sizes.Length));

    private static double Measure(int size, TimeSpan time)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (rand(size, size), rand(size, size));
        a.mm(b).Dispose();
        var best = double.MaxValue;
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            var start = Stopwatch.GetTimestamp();
            a.mm(b).Dispose();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2.0 * size * size * size / best;
    }
}
