using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// What a run is known by: its hash, and the lines that say what the hash is of, so that a person can see what has changed.
/// </summary>
/// <param name="Hash">Hash of everything that decides its result.</param>
/// <param name="Lines">Recipe and student as they are written, the data and the teachers.</param>
internal sealed record RunIdentity(string Hash, IReadOnlyList<string> Lines)
{
    private const int Named = 4;
    private const int Shown = 12;
    private const string Verb = "made by: deepopt ";
    private const string Content = "content of ";

    /// <summary>The identity of a recipe's run.</summary>
    public static RunIdentity Of(CheckedRecipe recipe) =>
        new(
            recipe.Hash,
            [
                Verb + Spelling.Word(recipe.Purpose.ToString()),
                .. recipe.Yaml.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                .. recipe
                    .StudentYaml.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(line => $"student: {line}"),
                $"{Content}the data: {recipe.Dataset.Hash[..Shown]}",
                .. recipe.Code.Select(line => $"{Content}the code of {line}"),
                .. recipe.Teachers.Select(teacher =>
                    $"{Content}teacher {teacher.Spec.Name}: {teacher.Key[..Math.Min(Shown, teacher.Key.Length)]}"
                ),
            ]
        );

    /// <summary>What differs from another run's lines, for a sentence; empty where nothing does that they tell.</summary>
    public string Changes(IReadOnlyList<string> other)
    {
        if (VerbOf(other) is { } before && VerbOf(Lines) is { } now && before != now)
            return $"it was made by 'deepopt {before}', and this is 'deepopt {now}'";
        List<string> gone = [.. Told(Without(other, Lines))],
            come = [.. Told(Without(Lines, other))];
        List<string> said = [.. Pairs(gone, come).Select(pair => Change(pair.Before, pair.Now))];
        return string.Join("; ", said.Take(Named))
            + (said.Count > Named ? FormattableString.Invariant($"; and {said.Count - Named} more") : "");
    }

    /// <summary>Lines of one key belong together; what is left over of one side is gone or new.</summary>
    private static IEnumerable<(string? Before, string? Now)> Pairs(List<string> gone, List<string> come)
    {
        foreach (var line in gone.ToList())
        {
            if (come.Find(other => KeyOf(other) == KeyOf(line)) is not { } same)
                continue;
            gone.Remove(line);
            come.Remove(same);
            yield return (line, same);
        }
        foreach (var line in gone)
            yield return (line, null);
        foreach (var line in come)
            yield return (null, line);
    }

    private static string KeyOf(string line) => line.Split(':', 2)[0];

    private static string? VerbOf(IReadOnlyList<string> lines) =>
        lines.FirstOrDefault(line => line.StartsWith(Verb, StringComparison.Ordinal))?[Verb.Length..];

    private static IEnumerable<string> Told(IEnumerable<string> lines) =>
        lines.Where(line => !line.StartsWith(Verb, StringComparison.Ordinal));

    private static string Change(string? before, string? now) =>
        (before, now) switch
        {
            ({ } was, { } isNow) when ContentOf(was) is { } thing && thing == ContentOf(isNow) => $"{thing} changed",
            ({ } was, null) when ContentOf(was) is { } thing => $"{thing} is not used any more",
            (null, { } isNow) when ContentOf(isNow) is { } thing => $"{thing} is new",
            (null, _) => $"'{now}' is new: it was left out before",
            (_, null) => $"'{before}' is left out now",
            _ => $"'{before}' is now '{now}'",
        };

    /// <summary><c>the data</c>, <c>teacher big-one</c>; null for a line of the recipe.</summary>
    private static string? ContentOf(string line) =>
        line.StartsWith(Content, StringComparison.Ordinal) ? line[Content.Length..line.LastIndexOf(':')] : null;

    /// <summary>The lines of one list that the other lacks, as often as it lacks them.</summary>
    private static IEnumerable<string> Without(IReadOnlyList<string> lines, IReadOnlyList<string> others)
    {
        var left = others.ToList();
        return lines.Where(line => !left.Remove(line)).ToList();
    }
}
