using System.Globalization;
using DeepOptDistill.Teachers.Adapters;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Whether answers are right under another order of the classes.</summary>
internal static class ClassExamination
{
    /// <summary>The permutation is chosen on every second question and judged on the others, so that chance finds none.</summary>
    /// <param name="answered">Class of each answer.</param>
    /// <param name="labels">Label of each question.</param>
    /// <param name="said">What teacher.yaml says of the answers.</param>
    /// <param name="form">How numbers go to classes.</param>
    /// <param name="names">Names of the classes.</param>
    /// <param name="chance">Accuracy without knowledge.</param>
    /// <returns>The finding, with the accuracy that the line reaches; null where the classes are in order.</returns>
    public static (Finding Finding, double Accuracy)? Of(int[] answered, int[] labels, TeacherOutput said, AnswerForm form, IReadOnlyList<string> names, double chance)
    {
        var half = Best(answered, labels, form.Map, i => i % 2 == 0);
        var held = Enumerable.Range(0, labels.Length).Where(i => i % 2 == 1).ToList();
        var before = new Marks([.. held.Select(i => answered[i] == labels[i])]);
        var after = new Marks([.. held.Select(i => answered[i] >= 0 && half[answered[i]] == labels[i])]);
        if (after.Accuracy < (1 + chance) / 2 || !after.AreBetterThan(before)) return null;
        var best = Best(answered, labels, form.Map, _ => true);
        var line = said with { Classes = [.. form.Map.Targets.Select(t => t is { } target ? names[best[target]] : ClassNames.None)] };
        var declared = Marks.Of(answered, labels).Accuracy;
        return (new(
            Fault.PermutedClasses,
            string.Create(CultureInfo.InvariantCulture, $"accuracy {100 * declared:0.0} % in the declared order of classes, {100 * after.Accuracy:0.0} % in the best one, chosen on other images"),
            TeacherLines.Of(line)), after.Accuracy);
    }

    /// <summary>The label of each class that makes most answers right.</summary>
    public static int[] Best(int[] answered, int[] labels, ClassMap map, Func<int, bool> chosen)
    {
        var counts = new double[map.Classes, map.Classes];
        // Less than one answer: of equal assignments the one that moves fewest classes, and no class that the teacher knows to one that it does not.
        for (var c = 0; c < map.Classes; c++) counts[c, c] = map.Knows[c] ? 0.5 / map.Classes : labels.Length + 1;
        for (var i = 0; i < labels.Length; i++)
            if (chosen(i) && answered[i] >= 0) counts[answered[i], labels[i]]++;
        return Assignment.Largest(counts);
    }
}
