using System.Globalization;
using System.Runtime.InteropServices;

namespace DeepOptDistill.Core.Runs;

/// <summary>The machine a number was measured on.</summary>
/// <param name="Processor">Model name as the operating system gives it.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="MemoryGib">Memory that this process may use, in GiB.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">.NET runtime.</param>
public sealed record Machine(string Processor, int Cores, double MemoryGib, string System, string Runtime)
{
    /// <summary>This machine.</summary>
    public static Machine Current() =>
        new(
            ProcessorName(),
            Environment.ProcessorCount,
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30), 1),
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription
        );

    /// <summary>One line for the foot of a table.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Processor}, {Cores} cores, {MemoryGib:0.#} GiB, {System}, {Runtime}");

    private static string ProcessorName()
    {
        const string source = "/proc/cpuinfo";
        var line = File.Exists(source)
            ? File.ReadLines(source).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
