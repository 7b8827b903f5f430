using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Finishing;

/// <summary>
/// One shift δ of the last biases of some classes, found by its accuracy on labelled images. A student whose transfer set lacks a class
/// knows it from the teachers' soft targets alone, and has learned that it never comes; its bias, not its features, is wrong.
/// </summary>
/// <remarks>
/// Hinton, Vinyals and Dean 2015, section 3: the bias of a missing 3 raised by 3.5, those of a lone 7 and 8 lowered by 7.6. They choose by
/// the test set.
/// </remarks>
/// <param name="Classes">The shifted classes.</param>
/// <param name="Shift">δ, in units of the logits.</param>
/// <param name="Before">Accuracy without it.</param>
/// <param name="After">Accuracy with it.</param>
internal sealed record BiasShift(IReadOnlyList<int> Classes, double Shift, double Before, double After)
{
    // Beyond the last image that changes sides nothing changes any more: a step behind it is enough.
    private const double Beyond = 1;

    /// <summary>
    /// The best shift there is. The accuracy changes only where the best of the shifted classes overtakes the best of the others in some
    /// image, so these places are walked through in order; of the stretches with the highest accuracy the longest is taken, at its middle.
    /// </summary>
    /// <param name="logits">Row-major N × classes.</param>
    /// <param name="labels">One of each row.</param>
    /// <param name="classes">The classes to shift: some, not all.</param>
    public static BiasShift Find(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, IReadOnlyList<int> classes)
    {
        var count = logits.Length / labels.Length;
        var shifted = Enumerable.Range(0, count).Select(classes.Contains).ToArray();
        var places = new List<(double At, int Gain)>(labels.Length);
        var (correct, now) = (0, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = logits.Slice(i * count, count);
            var (inside, outside) = (Best(row, shifted, among: true), Best(row, shifted, among: false));
            if (outside == labels[i])
                correct++;
            if (Score.ArgMax(row) == labels[i])
                now++;
            var gain = (inside == labels[i] ? 1 : 0) - (outside == labels[i] ? 1 : 0);
            if (gain != 0)
                places.Add(((double)row[outside] - row[inside], gain));
        }
        var (shift, hits) = Walk([.. places.OrderBy(p => p.At)], correct);
        return hits > now
            ? new BiasShift(classes, shift, (double)now / labels.Length, (double)hits / labels.Length)
            : new BiasShift(classes, 0, (double)now / labels.Length, (double)now / labels.Length);
    }

    private static (double Shift, int Hits) Walk(IReadOnlyList<(double At, int Gain)> places, int hits)
    {
        // Below the first place all answers come from the other classes.
        var best = (Shift: places.Count == 0 ? 0 : places[0].At - Beyond, Hits: hits, Length: 0.0);
        for (var p = 0; p < places.Count; p++)
        {
            hits += places[p].Gain;
            // Images that change sides at the same place do so together: nothing lies between them.
            var length = p + 1 < places.Count ? places[p + 1].At - places[p].At : 2 * Beyond;
            if (length > 0 && (hits > best.Hits || (hits == best.Hits && length > best.Length)))
                best = (places[p].At + (length / 2), hits, length);
        }
        return (best.Shift, best.Hits);
    }

    private static int Best(ReadOnlySpan<float> row, bool[] shifted, bool among)
    {
        var best = -1;
        for (var c = 0; c < row.Length; c++)
            if (shifted[c] == among && (best < 0 || row[c] > row[best]))
                best = c;
        return best;
    }
}
