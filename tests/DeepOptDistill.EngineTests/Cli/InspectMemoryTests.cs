using DeepOptDistill.EngineTests.Onnx;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>An inspection needs the memory of a run, not that of all tensors at once.</summary>
public class InspectMemoryTests
{
    private const long Mib = 1 << 20;

    /// <summary>Twenty convolutions whose maps are 16 MiB each: all forty maps together are 640 MiB.</summary>
    [Fact]
    public async Task WideMapsAreNotKept()
    {
        using var folder = new TemporaryFolder();
        var graph = new GraphBuilder("wide");
        var (last, channels) = (graph.Input("x", null, 3, 256, 256), 3);
        for (var i = 0; i < 20; i++, channels = 64)
            last = graph.Node(
                "Relu",
                $"r{i}",
                [graph.Node("Conv", $"c{i}", [last, graph.Constant($"w{i}", BareRuntime.Numbers(64 * channels), 64, channels, 1, 1)])]
            );
        graph.Output(graph.Node("GlobalAveragePool", "y", [last]), "y");
        graph.Build().Write(folder.In("wide.onnx"));
        var (peak, output) = await Inspected(folder, "wide.onnx");
        Assert.Contains("multiply-accumulates for one sample", output, StringComparison.Ordinal);
        Assert.InRange(peak, 1, 450 * Mib);
    }

    /// <summary>Layers of 144 MiB together, and an answer of ten numbers, as of a teacher.</summary>
    [Fact]
    public async Task LargeWeightsAreNotHeldSeveralTimes()
    {
        const int Width = 2048;
        using var folder = new TemporaryFolder();
        var graph = new GraphBuilder("large");
        var last = graph.Node("Flatten", "flat", [graph.Input("x", null, 1, 32, 64)]);
        var numbers = BareRuntime.Numbers(Width * Width).Select(number => number / Width).ToArray();
        for (var layer = 0; layer < 9; layer++)
            last = graph.Node("MatMul", $"y{layer}", [last, graph.Constant($"w{layer}", numbers, Width, Width)]);
        graph.Output(graph.Node("MatMul", "y", [last, graph.Constant("w", numbers[..(10 * Width)], Width, 10)]), "y", null, 10);
        graph.Build().Write(folder.In("large.onnx"));
        var (peak, output) = await Inspected(folder, "large.onnx");
        Assert.Contains("It takes images of 1×32×64", output, StringComparison.Ordinal);
        Assert.InRange(peak, 1, 3 * 144 * Mib);
    }

    private static async Task<(long Peak, string Output)> Inspected(TemporaryFolder folder, string file)
    {
        using var process = DeepOpt.Start(folder.Path, "inspect", file);
        var (output, errors, peak) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync(), 0L);
        while (!process.WaitForExit(5))
        {
            peak = Math.Max(peak, PeakOf(process));
        }
        Assert.Equal((0, ""), (process.ExitCode, await errors));
        return (peak, await output);
    }

    private static long PeakOf(System.Diagnostics.Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        // It ended between two looks.
        catch (InvalidOperationException)
        {
            return 0;
        }
    }
}
