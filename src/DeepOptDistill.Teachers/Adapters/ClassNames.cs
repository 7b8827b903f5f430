using System.Globalization;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>The classes that a description names, or that a file stores as labels.</summary>
internal static class ClassNames
{
    /// <summary>Stands for a number that is for no class.</summary>
    public const string None = "none";

    private const int Shown = 10;

    /// <summary>
    /// The map that a description gives. A name goes before a number, where a class is called as another is numbered. Without one, the
    /// file's own labels, if each is another class; else the data set's classes in their order.
    /// </summary>
    /// <param name="said">Names in the description.</param>
    /// <param name="labels">Labels in the file; null where it has none.</param>
    /// <param name="names">Names of the data set's classes; null where only their number is known.</param>
    /// <param name="classes">Their number.</param>
    /// <param name="where">The teacher in problems.</param>
    /// <param name="problems">Takes all that is wrong.</param>
    public static ClassMap Map(
        IReadOnlyList<string> said,
        IReadOnlyList<string>? labels,
        IReadOnlyList<string>? names,
        int classes,
        string where,
        List<Problem> problems
    )
    {
        if (said.Count == 0)
            return OfLabels(labels, names, classes, where, problems);
        // Names that nobody can compare, as there is no data set, say how many there are.
        var areNames = said.Any(text => text != None && NumberOf(text, null, classes) is null);
        if (names is null && areNames && said.Count == classes)
            return ClassMap.Identity(classes);
        if (names is not null && said.Count > 1 && AreStrange(said, names, classes))
        {
            problems.Add(
                new(
                    $"{where}, output.classes",
                    $"a network of {Some(said)}, of which the data have none",
                    $"classes of the data{Named(names)}",
                    "Name the data that it learned from. Where the data call the same classes otherwise, write their names there."
                )
            );
            return ClassMap.Identity(said.Count);
        }
        var before = problems.Count;
        List<int?> targets = [];
        for (var i = 0; i < said.Count; i++)
        {
            var found = NumberOf(said[i], names, classes);
            targets.Add(found);
            if (found is null && said[i] != None && !HoldsAll(said, names))
                problems.Add(Unknown(said[i], $"{where}, output.classes[{i}]", names, classes));
        }
        if (problems.Count == before && targets.All(t => t is null))
            problems.Add(new($"{where}, output.classes", "none for every number", "at least one class"));
        return new(targets, classes);
    }

    private static ClassMap OfLabels(
        IReadOnlyList<string>? labels,
        IReadOnlyList<string>? names,
        int classes,
        string where,
        List<Problem> problems
    )
    {
        var found = (labels ?? []).Select(label => NumberOf(label, names, classes)).ToList();
        // Some of the file's names are the data's: the others then have no place that could be guessed.
        List<int> strangers = [.. Enumerable.Range(0, found.Count).Where(place => found[place] is null)];
        if (names is not null && strangers.Count > 0 && HoldsAll(labels!, names))
            return new(found, classes);
        if (names is not null && strangers.Count < found.Count)
            problems.AddRange(
                strangers.Select(place => Unknown(labels![place], $"{where}, class {place + 1} that the file names", names, classes))
            );
        var areClasses = found.Count > 0 && found.All(c => c is not null) && found.Distinct().Count() == found.Count;
        return areClasses ? new(found, classes) : ClassMap.Identity(classes);
    }

    /// <summary>
    /// Whether each class of the data is among some names, and each name is there once: a name that the data have not is then that of one
    /// more class, and no other's misspelt.
    /// </summary>
    private static bool HoldsAll(IReadOnlyList<string> said, IReadOnlyList<string>? names) =>
        names is not null && said.Distinct(StringComparer.Ordinal).Count() == said.Count && names.All(said.Contains);

    /// <summary>Names that are of no class of the data, where all of the data's are among them: they are left out of the answers.</summary>
    public static IReadOnlyList<string> Strangers(IReadOnlyList<string> said, IReadOnlyList<string>? names) =>
        HoldsAll(said, names) ? [.. said.Where(name => name != None && !names!.Contains(name))] : [];

    private static int? NumberOf(string text, IReadOnlyList<string>? names, int classes)
    {
        for (var i = 0; i < names?.Count; i++)
            if (names[i] == text)
                return i;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < classes ? number : null;
    }

    private static Problem Unknown(string text, string where, IReadOnlyList<string>? names, int classes) =>
        new(
            where,
            $"class '{text}'",
            $"the name of a class of the data{Named(names)}, its number from 0 to {classes - 1}, or {None}",
            Near(text, names ?? []) is { Length: > 0 } near ? near : $"Where the data have no such class, write '{None}' in its place."
        );

    /// <summary>A name that differs by a letter or two of many: of short words almost any is near.</summary>
    private static string Near(string text, IReadOnlyList<string> names) =>
        Nearest.Remedy(
            text,
            names.Where(name =>
                3 * Nearest.Distance(text.ToUpperInvariant(), name.ToUpperInvariant()) <= Math.Min(text.Length, name.Length)
            )
        );

    /// <summary>Names none of which is a class of the data, and few of which are near one.</summary>
    private static bool AreStrange(IReadOnlyList<string> said, IReadOnlyList<string> names, int classes) =>
        said.All(text => text != None && NumberOf(text, names, classes) is null)
        && 2 * said.Count(text => Near(text, names).Length > 0) < said.Count;

    private static string Some(IReadOnlyList<string> names) =>
        $"{string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", …" : "")}";

    private static string Named(IReadOnlyList<string>? names) =>
        names is null ? "" : $" ({string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", …" : "")})";
}
