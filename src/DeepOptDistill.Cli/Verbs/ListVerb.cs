using System.CommandLine;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt list [NAME]</c></summary>
internal static class ListVerb
{
    public static Command Create()
    {
        var family = new Argument<string?>("NAME") { Description = $"A family: {string.Join(", ", Kinds.All.Families.Keys)}; or a kind, whose keys are then listed. Default: all families.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var command = new Command("list", """
            List what a recipe or a student can name, or the keys of one kind.
            Example: deepopt list optimizers
                     deepopt list nadam
            """) { family, json };
        command.SetAction(parsed => Run(parsed.GetValue(family), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? family, bool json)
    {
        var families = Kinds.All.Families;
        if (family is not null && !families.ContainsKey(family)) return Keys(family, json);
        var rows = families.Where(f => family is null || f.Key == family).SelectMany(f => Kinds.All.Members(f.Value).Select(kind => (Family: f.Key, Kind: kind))).ToList();
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(rows.Select(r => new { family = r.Family, kind = r.Kind.Name, summary = r.Kind.Summary }), RecordJson.Indented));
        else Tables.Write(["family", "kind", "what it is"], rows.Select(r => (IReadOnlyList<string>)[r.Family, r.Kind.Name, r.Kind.Summary]), leftColumns: 3);
        return ExitCodes.Done;
    }

    private static int Keys(string name, bool json)
    {
        var kinds = Kinds.All.Families.Values.SelectMany(Kinds.All.Members).ToList();
        List<string> names = [.. Kinds.All.Families.Keys, .. kinds.Select(kind => kind.Name).Distinct()];
        var kind = kinds.FirstOrDefault(kind => kind.Name == name)
            ?? throw new InputException(new Problem("deepopt list", $"'{name}'", $"a family ({string.Join(", ", Kinds.All.Families.Keys)}) or a kind", Nearest.Remedy(name, names)));
        var options = SpecOption.Of(kind.Type, Kinds.All);
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(options, RecordJson.Indented));
        else Tables.Write(["key", "takes", "default"], options.Select(o => (IReadOnlyList<string>)[o.Key, o.Expected, o.Required ? "must be given" : o.Default ?? ""]), leftColumns: 3);
        return ExitCodes.Done;
    }
}
