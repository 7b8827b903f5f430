using DeepOptDistill.Core;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>What must be told of the classes that a network's numbers are for.</summary>
internal static class ClassNotes
{
    private const int Named = 5;

    /// <summary>
    /// A sentence for classes that only the network has, and one for a class that is named twice where another is not named.
    /// </summary>
    /// <param name="teacher">The network.</param>
    /// <param name="classes">Names of the data's classes.</param>
    public static IEnumerable<string> Of(Teacher teacher, IReadOnlyList<string> classes)
    {
        if (teacher.Strangers.Count > 0)
            yield return $"{teacher.Spec.Name} knows {Noun.Counted(teacher.Strangers.Count, "class")} that the data have not "
                + $"({Some(teacher.Strangers)}): they are left out of its answers.";
        List<string> twice = [.. Twice(teacher.Targets).Select(label => classes[label])];
        List<string> missing = [.. classes.Where((_, label) => !teacher.Knows[label])];
        if (twice.Count > 0 && missing.Count > 0)
            yield return $"{teacher.Spec.Name} has several numbers for {Some(twice)} and none for {Some(missing)}: "
                + "if that is not meant, correct output: { classes: [ … ] }.";
    }

    private static IEnumerable<int> Twice(IEnumerable<int?> targets) =>
        targets.OfType<int>().GroupBy(label => label).Where(group => group.Count() > 1).Select(group => group.Key);

    private static string Some(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(Named).Select(name => $"'{name}'")) + (names.Count > Named ? ", …" : "");
}
