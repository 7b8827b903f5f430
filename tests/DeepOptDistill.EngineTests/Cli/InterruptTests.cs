using System.Diagnostics;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>The first Ctrl-C is answered at once, and ends a verb that waits in something that does not come back.</summary>
public class InterruptTests
{
    [Theory]
    [InlineData("inspect", "pipe.onnx")]
    [InlineData("check", "pipe.yaml")]
    public async Task AReaderThatWaitsIsEnded(string verb, string name)
    {
        using var folder = new TemporaryFolder();
        Call("mkfifo", folder.In(name));
        using var process = DeepOpt.Start(folder.Path, verb, name);
        var errors = process.StandardError.ReadToEndAsync();
        // Opens only when the other side reads.
        using var pipe = await Task.Run(() => new FileStream(folder.In(name), FileMode.Open, FileAccess.Write));
        Call("kill", "-INT", $"{process.Id}");
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), "still running");
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Stopping: there is nothing to save.", await errors, StringComparison.Ordinal);
    }

    private static void Call(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
