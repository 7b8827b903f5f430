using DeepOptDistill.Core;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Ensembles;

/// <summary>
/// What a specialist is for: the special classes, which it tells apart, and the dustbin, its last output, which stands for all others.
/// It learns from as many images of the one as of the other, and its dustbin's logit is corrected for that afterwards.
/// </summary>
/// <remarks>Hinton, Vinyals and Dean 2015, arXiv 1503.02531, sections 5.1 and 5.3.</remarks>
public sealed class Specialty
{
    private readonly int[] outputs;

    /// <param name="special">The special classes; the order and copies do not matter.</param>
    /// <param name="classes">All classes.</param>
    /// <exception cref="ArgumentException">None is special, or all are, or there is no such class.</exception>
    public Specialty(IEnumerable<int> special, int classes)
    {
        Special = [.. special.Distinct().Order()];
        if (Special.Count == 0 || Special.Count >= classes || Special[0] < 0 || Special[^1] >= classes)
            throw new ArgumentException(
                $"found special classes {string.Join(", ", Special)} of {classes}; expected at least one below {classes}, and not all",
                nameof(special)
            );
        outputs = [.. Enumerable.Repeat(Special.Count, classes)];
        for (var i = 0; i < Special.Count; i++)
            outputs[Special[i]] = i;
    }

    /// <summary>The special classes, ascending; a specialist's outputs in this order.</summary>
    public IReadOnlyList<int> Special { get; }

    /// <summary>Number of all classes.</summary>
    public int Classes => outputs.Length;

    /// <summary>Number of the output that is the dustbin: the last.</summary>
    public int Dustbin => Special.Count;

    /// <summary>The output that stands for a class.</summary>
    public int OutputOf(int @class) => outputs[@class];

    /// <summary>The classes that each output stands for.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Groups =>
        [
            .. Enumerable
                .Range(0, Dustbin + 1)
                .Select(o => (IReadOnlyList<int>)[.. Enumerable.Range(0, Classes).Where(c => outputs[c] == o)]),
        ];

    /// <summary>All images with the specialist's labels.</summary>
    public SampleSet Relabel(SampleSet images) =>
        new(
            $"{images.Name}, {Describe(images.Classes)}",
            images.Shape,
            images.Bytes,
            [.. images.Labels.Select(label => outputs[label])],
            [.. Special.Select(c => images.Classes[c]), "all others"]
        );

    /// <summary>
    /// The images that a specialist learns from, with its labels: all of them, those of the smaller half repeated until both halves are
    /// equally large.
    /// </summary>
    /// <param name="images">The images, all with labels.</param>
    /// <param name="seed">Seed of the choice of those that are repeated once more than others.</param>
    /// <exception cref="ArgumentException">There is no image of a special class, or of another.</exception>
    public SampleSet Sample(SampleSet images, Seed seed)
    {
        var (special, others) = Halves(images);
        var size = Math.Max(special.Length, others.Length);
        return Relabel(
            images.Select(images.Name, [.. Filled(special, size, seed.Derive("special")), .. Filled(others, size, seed.Derive("others"))])
        );
    }

    /// <summary>
    /// What the dustbin's logit is raised by after such a training: the logarithm of how many times as often as others special images were
    /// shown, compared with the set.
    /// </summary>
    /// <exception cref="ArgumentException">There is no image of a special class, or of another.</exception>
    public double DustbinShift(SampleSet images)
    {
        var (special, others) = Halves(images);
        return Math.Log((double)others.Length / special.Length);
    }

    /// <summary>A specialist's logits with the dustbin's raised.</summary>
    /// <param name="logits">Samples × outputs.</param>
    /// <param name="shift">What is added.</param>
    public float[] Corrected(ReadOnlySpan<float> logits, double shift)
    {
        float[] corrected = [.. logits];
        for (var i = Dustbin; i < corrected.Length; i += Dustbin + 1)
            corrected[i] += (float)shift;
        return corrected;
    }

    /// <summary><c>specialist for Coat, Shirt</c>.</summary>
    /// <param name="classes">Names of all classes.</param>
    public string Describe(IReadOnlyList<string> classes) => $"specialist for {string.Join(", ", Special.Select(c => classes[c]))}";

    private (int[] Special, int[] Others) Halves(SampleSet images)
    {
        var halves = Enumerable.Range(0, images.Count).ToLookup(i => outputs[images.Labels[i]] != Dustbin);
        int[] special = [.. halves[true]],
            others = [.. halves[false]];
        return special.Length > 0 && others.Length > 0
            ? (special, others)
            : throw new ArgumentException(
                $"{images.Name}: found {special.Length} images of special classes and {others.Length} of others; expected some of both",
                nameof(images)
            );
    }

    private static IEnumerable<int> Filled(int[] indices, int count, Seed seed)
    {
        int[] order = [.. indices];
        seed.Stream().Shuffle<int>(order);
        return Enumerable.Range(0, count).Select(i => order[i % order.Length]);
    }
}
