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
            last = graph.Node("Relu", $"r{i}",
                [graph.Node("Conv", $"c{i}", [last, graph.Constant($"w{i}", BareRuntime.Numbers(64 * channels), 64, channels, 1, 1)])]);
        graph.Output(graph.Node("GlobalAveragePool", "y", [last]), "y");
        graph.Build().Write(folder.In("wide.onnx"));
        using var process = DeepOpt.Start(folder.Path, "inspect", "wide.onnx");
        var (output, errors, peak) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync(), 0L);
        while (!process.WaitForExit(5))
        {
            process.Refresh();
            peak = Math.Max(peak, process.HasExited ? 0 : process.PeakWorkingSet64);
        }
        Assert.Equal((0, ""), (process.ExitCode, await errors));
        Assert.Contains("multiply-accumulates for one sample", await output, StringComparison.Ordinal);
        Assert.InRange(peak, 1, 450 * Mib);
    }
}
