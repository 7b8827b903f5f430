using System.CommandLine;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt list [FAMILY]</c></summary>
internal static class ListVerb
{
    public static Command Create()
    {
        var family = new Argument<string?>("FAMILY") { Description = $"One of {string.Join(", ", Kinds.All.Families.Keys)}. Default: all.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var command = new Command("list", """
            List what a recipe or a student can name.
            Example: deepopt list losses
            """) { family, json };
        command.SetAction(parsed => Run(parsed.GetValue(family), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? family, bool json)
    {
        var families = Kinds.All.Families;
        if (family is not null && !families.ContainsKey(family))
            throw new InputException(new Problem("deepopt list", $"family '{family}'", $"one of {string.Join(", ", families.Keys)}", Nearest.Remedy(family, families.Keys)));
        var rows = families.Where(f => family is null || f.Key == family).SelectMany(f => Kinds.All.Members(f.Value).Select(kind => (Family: f.Key, Kind: kind))).ToList();
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(rows.Select(r => new { family = r.Family, kind = r.Kind.Name, summary = r.Kind.Summary }), RecordJson.Indented));
        else Tables.Write(["family", "kind", "what it is"], rows.Select(r => (IReadOnlyList<string>)[r.Family, r.Kind.Name, r.Kind.Summary]), leftColumns: 3);
        return ExitCodes.Done;
    }
}
