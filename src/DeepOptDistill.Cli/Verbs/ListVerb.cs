using System.CommandLine;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Munge;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt list [NAME]</c></summary>
internal static class ListVerb
{
    /// <summary>Documents whose keys are listed, by what people call them.</summary>
    private static readonly Dictionary<string, Type> Documents = new(StringComparer.Ordinal)
    {
        ["recipe"] = typeof(Recipe),
        ["stage"] = typeof(Stage),
        ["student"] = typeof(StudentSpec),
        ["teacher"] = typeof(TeacherSpec),
        ["munge"] = typeof(Munging),
    };

    public static Command Create()
    {
        var family = new Argument<string?>("NAME")
        {
            Description = $"A family: {string.Join(", ", Kinds.All.Families.Keys)}; "
                + $"or {string.Join(", ", Documents.Keys)} or a kind, whose keys are then listed. Default: all families.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var command = new Command("list", """
            List what a recipe or a student can name, or every key of one kind or document with its default.
            Example: deepopt list optimizers
                     deepopt list nadam
                     deepopt list recipe
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
        var options = SpecOption.All(Documents.TryGetValue(name, out var document) ? document : KindOf(name).Type, Kinds.All);
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(options, RecordJson.Indented));
        else Tables.Write(["key", "", "takes", "default"], options.Select(Row), leftColumns: 4);
        return ExitCodes.Done;
    }

    private static IReadOnlyList<string> Row(SpecOption option) =>
        [option.Key, option.Summary, option.Expected + (option.Required ? "; must be given" : ""), option.Default ?? ""];

    private static Kind KindOf(string name)
    {
        var kinds = Kinds.All.Families.Values.SelectMany(Kinds.All.Members).ToList();
        List<string> names = [.. Kinds.All.Families.Keys, .. Documents.Keys, .. kinds.Select(kind => kind.Name).Distinct()];
        return kinds.Find(kind => kind.Name == name) ?? throw new InputException(new Problem("deepopt list", $"'{name}'",
            $"a family ({string.Join(", ", Kinds.All.Families.Keys)}), {string.Join(", ", Documents.Keys)}, or a kind",
            Nearest.Remedy(name, names)));
    }
}
