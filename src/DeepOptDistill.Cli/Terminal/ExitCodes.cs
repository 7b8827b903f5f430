using System.CommandLine;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>What the command says to the shell: 0 done, 1 the run failed, 2 the input was wrong, 130 cancelled.</summary>
internal static class ExitCodes
{
    public const int Done = 0, Failed = 1, WrongInput = 2, Cancelled = 130;

    public static async Task<int> Of(Func<Task<int>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (InputException e)
        {
            foreach (var problem in e.Problems) Console.Error.WriteLine(problem);
            return WrongInput;
        }
        catch (RunFailedException e)
        {
            Console.Error.WriteLine(e.Problem);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped. What was done is saved; run the same command again to go on.");
            return Cancelled;
        }
    }

    /// <summary>The command line itself was wrong.</summary>
    public static int Refuse(ParseResult parsed)
    {
        foreach (var error in parsed.Errors) Console.Error.WriteLine($"deepopt: {error.Message}");
        var command = string.Join(' ', parsed.CommandResult.Command.Parents.OfType<Command>().Reverse().Append(parsed.CommandResult.Command).Skip(1).Select(c => c.Name).Prepend("deepopt"));
        Console.Error.WriteLine($"See '{command} --help'.");
        return WrongInput;
    }
}
