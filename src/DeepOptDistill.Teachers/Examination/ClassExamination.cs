using DeepOptDistill.Teachers.Adapters;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Whether answers are right under another order of the classes.</summary>
internal static class ClassExamination
{
    /// <summary>Share of the answers for which both halves of the questions must choose the same label.</summary>
    private const double Agreeing = 0.75;

    /// <summary>
    /// The permutation is chosen on every second question and judged on the others, so that chance finds none. The others must choose
    /// nearly the same one: a weak network mixes its classes up in another way each time.
    /// </summary>
    /// <param name="answered">Class of each answer.</param>
    /// <param name="labels">Label of each question.</param>
    /// <param name="map">How numbers go to classes.</param>
    /// <param name="chance">Accuracy without knowledge.</param>
    /// <returns>The label of each class that makes most of all answers right, and the marks of those on which it was judged; null where the
    /// classes are in order.</returns>
    public static (int[] Order, Marks Judged)? Of(int[] answered, int[] labels, ClassMap map, double chance)
    {
        var (half, other) = (Best(answered, labels, map, i => i % 2 == 0), Best(answered, labels, map, i => i % 2 == 1));
        if (!Agree(answered, half, other))
            return null;
        var after = new Marks([.. answered.Zip(labels, (a, label) => a >= 0 && half[a] == label)]).Judged;
        var before = Marks.Of(answered, labels).Judged;
        if (!after.AreBetterThan(before) || !IsClear(Known(after, chance), Known(before, chance)))
            return null;
        return (Best(answered, labels, map, _ => true), after);
    }

    private static bool Agree(int[] answered, int[] half, int[] other) =>
        answered.Count(a => a >= 0 && half[a] == other[a]) >= Agreeing * answered.Count(a => a >= 0);

    /// <summary>
    /// Half of what can be known; of a weak network a third, where the declared order shows at most half of that. A network that mixes
    /// up two classes gains less by another order.
    /// </summary>
    private static bool IsClear(double after, double before) => after >= 1 / 2.0 || (after >= 1 / 3.0 && before <= after / 2);

    /// <summary>What the marks are beyond chance, as a share of what they can be.</summary>
    private static double Known(Marks marks, double chance) => (marks.Accuracy - chance) / (1 - chance);

    /// <summary>
    /// The label of each class that makes most answers right. Classes that no answer and no label names keep their own, so the work follows
    /// from the questions alone.
    /// </summary>
    public static int[] Best(int[] answered, int[] labels, ClassMap map, Func<int, bool> chosen)
    {
        List<int> asked = [.. Enumerable.Range(0, labels.Length).Where(i => chosen(i) && answered[i] >= 0)];
        int[] named = [.. asked.SelectMany(i => new[] { answered[i], labels[i] }).Distinct().Order()];
        var places = named.Select((c, place) => (c, place)).ToDictionary(named => named.c, named => named.place);
        var counts = new double[named.Length, named.Length];
        // Less than one answer: of equal assignments the one that moves fewest classes, and no class that the teacher knows to one that it
        // does not.
        for (var k = 0; k < named.Length; k++)
            counts[k, k] = map.Knows[named[k]] ? 0.5 / map.Classes : labels.Length + 1;
        foreach (var i in asked)
            counts[places[answered[i]], places[labels[i]]]++;
        int[] order = [.. Enumerable.Range(0, map.Classes)];
        var best = Assignment.Largest(counts);
        for (var k = 0; k < named.Length; k++)
            order[named[k]] = named[best[k]];
        return order;
    }
}
