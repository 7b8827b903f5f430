using DeepOptDistill.Teachers.Adapters;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Whether answers are right under another order of the classes.</summary>
internal static class ClassExamination
{
    /// <summary>The permutation is chosen on every second question and judged on the others, so that chance finds none.</summary>
    /// <param name="answered">Class of each answer.</param>
    /// <param name="labels">Label of each question.</param>
    /// <param name="map">How numbers go to classes.</param>
    /// <param name="chance">Accuracy without knowledge.</param>
    /// <returns>The label of each class that makes most of all answers right, and the marks of those on which it was judged; null where the classes are in order.</returns>
    public static (int[] Order, Marks Judged)? Of(int[] answered, int[] labels, ClassMap map, double chance)
    {
        var half = Best(answered, labels, map, i => i % 2 == 0);
        var after = new Marks([.. answered.Zip(labels, (a, label) => a >= 0 && half[a] == label)]).Judged;
        if (after.Accuracy < (1 + chance) / 2 || !after.AreBetterThan(Marks.Of(answered, labels).Judged)) return null;
        return (Best(answered, labels, map, _ => true), after);
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
