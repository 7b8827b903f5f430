using System.Diagnostics;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>The command as a process of its own, as a shell starts it.</summary>
internal static class DeepOpt
{
    public static (int Code, string Output, string Errors) Run(string folder, params string[] arguments) => Run(folder, [], arguments);

    /// <param name="folder">Where it starts.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="arguments">What follows the command's name.</param>
    public static (int Code, string Output, string Errors) Run(
        string folder,
        IReadOnlyList<(string Name, string Value)> environment,
        string[] arguments
    )
    {
        using var process = Start(folder, environment, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
            process.Kill(entireProcessTree: true);
        return (process.ExitCode, output.Result, errors.Result);
    }

    public static Process Start(string folder, params string[] arguments) => Start(folder, [], arguments);

    private static Process Start(string folder, IReadOnlyList<(string Name, string Value)> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "deepopt.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var own in new[] { "DEEPOPT_DATA", "COLUMNS" })
            start.Environment.Remove(own);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
