using System.CommandLine;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>What the command says to the shell: 0 done, 1 the run failed, 2 the input was wrong, 130 cancelled.</summary>
internal static class ExitCodes
{
    public const int Done = 0,
        Failed = 1,
        WrongInput = 2,
        Cancelled = 130;

    /// <summary>Does the work of a verb; whatever it throws becomes words and a code.</summary>
    /// <param name="work">The work.</param>
    /// <param name="command">The command, for what is said.</param>
    public static async Task<int> Of(Func<Task<int>> work, string command)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            return Failures.Tell(error, command);
        }
    }

    /// <summary>The command line itself was wrong.</summary>
    public static int Refuse(ParseResult parsed)
    {
        var verbs = parsed.CommandResult.Command.Subcommands;
        var unknown = verbs.Count > 0 ? Unmatched(parsed) : null;
        if (unknown is not null)
            ConsoleProgress.Tell(UnknownWords.Verb(unknown, [.. verbs.Select(verb => verb.Name)]));
        else if (UnknownWords.Option(parsed) is { } option)
            ConsoleProgress.Tell(option);
        else
            foreach (var error in parsed.Errors)
                Console.Error.WriteLine($"deepopt: {Missing(parsed, error.Message) ?? Plain(error.Message)}");
        Console.Error.WriteLine($"See '{NameOf(parsed.CommandResult.Command)} --help'.");
        return WrongInput;
    }

    /// <summary>A verb as it is typed: <c>deepopt data fetch</c>.</summary>
    public static string NameOf(Command verb) =>
        verb.Parents.OfType<Command>().FirstOrDefault() is { } above ? $"{NameOf(above)} {verb.Name}" : "deepopt";

    /// <summary>The argument that is missing, with what it stands for; null for any other message.</summary>
    private static string? Missing(ParseResult parsed, string message)
    {
        if (!message.StartsWith("Required argument missing", StringComparison.Ordinal))
            return null;
        var argument = parsed.CommandResult.Command.Arguments.FirstOrDefault(argument =>
            argument.Arity.MinimumNumberOfValues > (parsed.GetResult(argument)?.Tokens.Count ?? 0)
        );
        return argument is null ? null : $"{argument.Name} is missing: {argument.Description}";
    }

    /// <summary>The parser's message with the words that people have for types.</summary>
    private static string Plain(string message) =>
        message
            .Replace(" as expected type", "; expected", StringComparison.Ordinal)
            .Replace("'System.Nullable`1[System.Int64]'", "a whole number", StringComparison.Ordinal)
            .Replace("'System.Int64'", "a whole number", StringComparison.Ordinal)
            .Replace("'System.Int32'", "a whole number", StringComparison.Ordinal)
            .Replace("'System.Double'", "a number", StringComparison.Ordinal);

    /// <summary>A word of the command line is empty: mostly a variable of the shell that is not set.</summary>
    public static int RefuseEmpty()
    {
        ConsoleProgress.Tell(
            new Problem(
                "deepopt",
                "an empty word on the command line",
                "a name, a path or a number",
                "Leave the option out for its default; in a script, see whether a variable is set."
            )
        );
        return WrongInput;
    }

    private static string? Unmatched(ParseResult parsed) => parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
}
