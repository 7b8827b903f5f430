using System.Diagnostics;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>The command as a process of its own, as a shell starts it.</summary>
internal static class DeepOpt
{
    public static (int Code, string Output, string Errors) Run(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(5)));
        return (process.ExitCode, output, errors.Result);
    }

    public static Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "deepopt.dll"), .. arguments]) start.ArgumentList.Add(argument);
        start.Environment.Remove("DEEPOPT_DATA");
        return Process.Start(start)!;
    }
}
