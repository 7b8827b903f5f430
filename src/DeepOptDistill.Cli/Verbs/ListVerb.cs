using System.CommandLine;
using System.Reflection;
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
        var family = new Argument<string?>("NAME")
        {
            Description =
                $"A family: {string.Join(", ", Kinds.All.Families.Keys)}; "
                + $"or {string.Join(", ", Documents.All.Keys)} or a kind, whose keys are then listed; or a key. Default: all families.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var schema = new Option<bool>("--schema") { Description = "Print the JSON Schema of a document, for editors." };
        var command = new Command(
            "list",
            """
            List what a recipe or a student can name, every key of one kind or document with its default, or where a key is taken.
            Example: deepopt list optimizers
                     deepopt list nadam
                     deepopt list recipe
                     deepopt list recipe --schema > recipe.schema.json
            """
        )
        {
            family,
            json,
            schema,
        };
        command.SetAction(parsed =>
            parsed.GetValue(schema) ? Schema(parsed.GetValue(family)) : Run(parsed.GetValue(family), parsed.GetValue(json))
        );
        return command;
    }

    private static int Schema(string? name)
    {
        if (name is null || !Documents.All.TryGetValue(name, out var document))
            throw new InputException(
                new Problem(
                    "list --schema",
                    name is null ? "no document" : $"'{name}'",
                    $"one of {string.Join(", ", Documents.All.Keys)}",
                    name is null ? "Example: deepopt list recipe --schema." : Nearest.Remedy(name, Documents.All.Keys)
                )
            );
        Console.Out.Write(SpecSchema.Of(document, Kinds.All, name));
        return ExitCodes.Done;
    }

    private static int Run(string? family, bool json)
    {
        var families = Kinds.All.Families;
        if (family is not null && !families.ContainsKey(family))
            return HasKeys(family) ? Keys(family, json) : Key(family, json);
        var rows = families
            .Where(f => family is null || f.Key == family)
            .SelectMany(f => Kinds.All.Members(f.Value).Select(kind => (Family: f.Key, Kind: kind)))
            .ToList();
        if (json)
            Console.Out.WriteLine(
                JsonSerializer.Serialize(
                    rows.Select(r => new
                    {
                        family = r.Family,
                        kind = r.Kind.Name,
                        summary = r.Kind.Summary,
                    }),
                    RecordJson.Indented
                )
            );
        else
            Tables.Write(
                ["family", "kind", "what it is"],
                rows.Select(r => (IReadOnlyList<string>)[r.Family, r.Kind.Name, r.Kind.Summary]),
                leftColumns: 3
            );
        return ExitCodes.Done;
    }

    private static int Keys(string name, bool json)
    {
        var options = SpecOption.All(Documents.All.TryGetValue(name, out var document) ? document : KindOf(name).Type, Kinds.All);
        if (json)
            Console.Out.WriteLine(JsonSerializer.Serialize(options, RecordJson.Indented));
        else
            Tables.Write(["key", "", "takes", "default"], options.Select(Row), leftColumns: 4);
        return ExitCodes.Done;
    }

    /// <summary>A key by its name alone: where it is one, and what it takes there.</summary>
    private static int Key(string name, bool json)
    {
        var (all, found) = (AllKeys().ToList(), new List<(string Where, SpecOption Option)>());
        found.AddRange(all.Where(one => LastOf(one.Option.Key) == name));
        if (found.Count == 0)
            throw Unknown(name, all.Select(one => LastOf(one.Option.Key)));
        if (json)
            Console.Out.WriteLine(
                JsonSerializer.Serialize(found.Select(one => new { of = one.Where, option = one.Option }), RecordJson.Indented)
            );
        else
            Tables.Write(
                ["of", "key", "", "takes", "default"],
                found.Select(one => (IReadOnlyList<string>)[one.Where, .. Row(one.Option)]),
                leftColumns: 5
            );
        return ExitCodes.Done;
    }

    /// <summary><c>stages[].epochs</c> is <c>epochs</c> to a person.</summary>
    private static string LastOf(string key) => key[(key.LastIndexOf('.') + 1)..];

    private static IEnumerable<(string Where, SpecOption Option)> AllKeys() =>
        Documents
            .All.Select(document => (document.Key, document.Value))
            .Concat(AllKinds().Select(kind => (kind.Name, kind.Type)))
            .SelectMany(one => SpecOption.All(one.Item2, Kinds.All).Select(option => (one.Item1, option)));

    private static IEnumerable<Kind> AllKinds() => Kinds.All.Families.Values.SelectMany(Kinds.All.Members);

    private static bool HasKeys(string name) => Documents.All.ContainsKey(name) || AllKinds().Any(kind => kind.Name == name);

    private static IReadOnlyList<string> Row(SpecOption option) =>
        [option.Key, option.Summary, option.Expected + (option.Required ? "; must be given" : ""), option.Default ?? ""];

    private static Kind KindOf(string name) => AllKinds().First(kind => kind.Name == name);

    /// <summary>Kinds and keys that other tools call so; null where there are none.</summary>
    private static string? Called(string name)
    {
        var kinds = AllKinds()
            .Where(kind => IsCalled(kind.Type.GetCustomAttribute<AlsoCalledAttribute>()?.Names))
            .Select(kind => kind.Name);
        var keys = AllKeys().Where(one => IsCalled(one.Option.AlsoCalled)).Select(one => LastOf(one.Option.Key));
        List<string> meant = [.. kinds.Concat(keys).Distinct().Select(one => $"'{one}'")];
        return meant.Count == 0 ? null : $"Did you mean {string.Join(" or ", meant)}?";

        bool IsCalled(IReadOnlyList<string>? names) => names is not null && new AlsoCalledAttribute([.. names]).Fits(name);
    }

    private static InputException Unknown(string name, IEnumerable<string> keys)
    {
        List<string> names = [.. Kinds.All.Families.Keys, .. Documents.All.Keys, .. AllKinds().Select(kind => kind.Name), .. keys];
        return new InputException(
            new Problem(
                "deepopt list",
                $"'{name}'",
                $"a family ({string.Join(", ", Kinds.All.Families.Keys)}), {string.Join(", ", Documents.All.Keys)}, a kind, or a key",
                Called(name) ?? Nearest.Remedy(name, names.Distinct())
            )
        );
    }
}
