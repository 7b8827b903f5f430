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

    /// <summary>The identity of a recipe's run.</summary>
    public static RunIdentity Of(CheckedRecipe recipe) => new(recipe.Hash,
    [
        .. recipe.Yaml.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        .. recipe.StudentYaml.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => $"student: {line}"),
        $"content of the data: {recipe.Dataset.Hash[..Shown]}",
        .. recipe.Teachers.Select(teacher =>
            $"content of teacher {teacher.Spec.Name}: {teacher.Key[..Math.Min(Shown, teacher.Key.Length)]}"),
    ]);

    /// <summary>What differs from another run's lines, for a sentence; empty where nothing does that they tell.</summary>
    public string Changes(IReadOnlyList<string> other)
    {
        List<string> gone = [.. Without(other, Lines)], come = [.. Without(Lines, other)];
        List<string> said = [.. Enumerable.Range(0, Math.Max(gone.Count, come.Count))
            .Select(i => Change(gone.ElementAtOrDefault(i), come.ElementAtOrDefault(i)))];
        return string.Join("; ", said.Take(Named)) + (said.Count > Named ? FormattableString.Invariant($"; and {said.Count - Named} more")
            : "");
    }

    private static string Change(string? before, string? now) => (before, now) switch
    {
        (null, _) => $"'{now}' is new",
        (_, null) => $"'{before}' is gone",
        _ => $"'{before}' is now '{now}'",
    };

    /// <summary>The lines of one list that the other lacks, as often as it lacks them.</summary>
    private static IEnumerable<string> Without(IReadOnlyList<string> lines, IReadOnlyList<string> others)
    {
        var left = others.ToList();
        return lines.Where(line => !left.Remove(line)).ToList();
    }
}
