using System.Globalization;

namespace DeepOptDistill.Benchmarks.Distilling;

/// <summary>The most memory this process ever had resident, as Linux counts it (VmHWM).</summary>
internal static class PeakMemory
{
    public static double Bytes()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024.0 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
