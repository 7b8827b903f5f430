using System.CommandLine;
using System.CommandLine.Parsing;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>Verbs and options that the command does not have, answered with what other tools mean by them.</summary>
internal static class UnknownWords
{
    private static readonly Dictionary<string, string> Verbs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["fit"] = "train",
        ["finetune"] = "train",
        ["fine-tune"] = "train",
        ["compress"] = "distill",
        ["run"] = "distill",
        ["eval"] = "evaluate",
        ["test"] = "evaluate",
        ["predict"] = "evaluate",
        ["score"] = "evaluate",
        ["benchmark"] = "evaluate",
        ["summary"] = "inspect",
        ["info"] = "inspect",
        ["show"] = "inspect",
        ["validate"] = "check",
        ["lint"] = "check",
        ["tune"] = "search",
        ["sweep"] = "search",
        ["new"] = "init",
        ["create"] = "init",
        ["download"] = "data",
    };

    /// <summary>The problem of a verb that there is not.</summary>
    public static Problem Verb(string word, IReadOnlyList<string> verbs) =>
        new(
            "deepopt",
            $"'{word}'",
            $"one of {string.Join(", ", verbs)}",
            Verbs.TryGetValue(word, out var meant) && verbs.Contains(meant) ? $"Did you mean '{meant}'?" : Nearest.Remedy(word, verbs)
        );

    /// <summary>The problem of the first option that a verb does not have; null where it has all.</summary>
    public static Problem? Option(ParseResult parsed)
    {
        var taken = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens);
        var words = parsed.UnmatchedTokens.Concat(taken.Select(token => token.Value));
        if (words.FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal) && !Path.Exists(word)) is not { } unknown)
            return null;
        List<string> options = [.. parsed.CommandResult.Command.Options.Select(option => option.Name)];
        var name = unknown.Split('=')[0];
        return new Problem(
            ExitCodes.NameOf(parsed.CommandResult.Command),
            $"the option '{name}'",
            $"one of {string.Join(", ", options)}",
            Nearest.Remedy(name, options) is { Length: > 0 } near ? near : OfRecipe(name, options)
        );
    }

    /// <summary>Where a recipe says what other tools take as an option; empty where it does not.</summary>
    private static string OfRecipe(string option, List<string> options)
    {
        var word = option.TrimStart('-').Replace('-', '_');
        var keys = SpecOption.All(typeof(Recipe), Kinds.All);
        if (keys.FirstOrDefault(key => LastOf(key.Key) == word || IsCalled(key, word)) is not { } found)
            return OfKinds(word);
        var path = found.Key.Replace("[]", "[0]", StringComparison.Ordinal);
        return options.Contains("--set") ? $"A recipe says it: --set {path}=…" : $"A recipe says it, as '{path}'.";
    }

    /// <summary>What a data set, a loss or another kind takes under that name.</summary>
    private static string OfKinds(string word) =>
        Kinds
            .All.Families.Values.SelectMany(Kinds.All.Members)
            .SelectMany(kind => SpecOption.All(kind.Type, Kinds.All))
            .FirstOrDefault(key => LastOf(key.Key) == word || IsCalled(key, word))
            is { } found
            ? $"A recipe says it: deepopt list {LastOf(found.Key)} tells where."
            : "";

    private static bool IsCalled(SpecOption key, string word) => new AlsoCalledAttribute([.. key.AlsoCalled]).Fits(word);

    private static string LastOf(string key) => key[(key.LastIndexOf('.') + 1)..];
}
