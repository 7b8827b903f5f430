using System.Reflection;
using System.Security.Cryptography;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>
/// What is said of an exception, whatever it is: the fence behind which no stack trace reaches a user. One that is not ours becomes a
/// problem that names the command and a file for the report.
/// </summary>
internal static class Failures
{
    /// <summary>Writes what was wrong to stderr and gives the exit code.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="command">The command that ran.</param>
    public static int Tell(Exception error, string command)
    {
        var cause = Cause(error);
        if (cause is OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped. What was done is saved; run the same command again to go on.");
            return ExitCodes.Cancelled;
        }
        foreach (var problem in Problems(cause, command))
            ConsoleProgress.Tell(problem);
        return cause is InputException ? ExitCodes.WrongInput : ExitCodes.Failed;
    }

    private static IReadOnlyList<Problem> Problems(Exception cause, string command) =>
        cause switch
        {
            InputException wrong => wrong.Problems,
            RunFailedException failed => [failed.Problem],
            IOException or UnauthorizedAccessException => [Disk(cause, command)],
            _ when cause is OutOfMemoryException || Engine.IsOutOfMemory(cause) => [Memory(command)],
            _ => [Defect(cause, command)],
        };

    private static Problem Disk(Exception cause, string command) =>
        new(
            command,
            cause.Message.TrimEnd('.'),
            "files and folders that can be read and written",
            "Make room, change permissions or name another place, then run it again."
        );

    private static Problem Memory(string command) =>
        new(
            command,
            "too little memory",
            "room for what it needs at once",
            "Free memory, or take fewer samples, smaller images or a smaller network."
        );

    private static Problem Defect(Exception cause, string command)
    {
        var details = Details(cause, command);
        return new Problem(
            command,
            $"an error of deepopt's own ({cause.GetType().Name}: {FirstLine(cause.Message)})",
            "none",
            $"Please report it, with this command{(details is null ? "" : $" and the file {details}, which tells where it happened")}."
        );
    }

    /// <summary>The first of our exceptions among those of several threads; else the first of all.</summary>
    private static Exception Cause(Exception error) =>
        error switch
        {
            AggregateException { InnerExceptions: { Count: > 0 } all } => all.Select(Cause).OrderByDescending(IsOurs).First(),
            TargetInvocationException { InnerException: { } inner } => Cause(inner),
            TypeInitializationException { InnerException: { } inner } => Cause(inner),
            _ => error,
        };

    private static bool IsOurs(Exception error) => error is InputException or RunFailedException or OperationCanceledException;

    /// <summary>Engines put their own stack traces into messages.</summary>
    private static string FirstLine(string message) => message.Split('\n', 2)[0].Trim().TrimEnd('.');

    /// <summary>A file with the stack trace; null where none can be written.</summary>
    private static string? Details(Exception cause, string command)
    {
        var path = Path.Combine(Path.GetTempPath(), $"deepopt-error-{RandomNumberGenerator.GetHexString(8, lowercase: true)}.txt");
        try
        {
            var version = typeof(Failures).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            AtomicFile.WriteText(path, $"deepopt {version}\n{command}\n{cause}\n");
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
