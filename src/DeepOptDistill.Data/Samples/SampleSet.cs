using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;

namespace DeepOptDistill.Data.Samples;

/// <summary>
/// Samples of one shape with their labels, behind them perhaps some without, as raw bytes in memory or in a file. Immutable by convention:
/// nobody writes into its arrays.
/// </summary>
public sealed class SampleSet
{
    /// <summary>Stands in <see cref="Labels"/> for a sample without a label.</summary>
    public const int NoLabel = -1;

    private readonly Lazy<string> hash;

    /// <summary>Takes the arrays as they are, without copying.</summary>
    /// <param name="name">What a person calls it: <c>fashion-mnist train</c>.</param>
    /// <param name="shape">Shape of every sample.</param>
    /// <param name="pixels">The numbers of N samples, one after the other, each CHW: bytes, or the bytes of 32-bit floats.</param>
    /// <param name="labels">N class indices below the number of classes.</param>
    /// <param name="classes">Names of the classes, in the order of their indices.</param>
    /// <exception cref="InputException">The arrays do not fit each other, a number is not finite, or a label names no class.</exception>
    public SampleSet(string name, SampleShape shape, byte[] pixels, int[] labels, IReadOnlyList<string> classes)
        : this(name, shape, Held(name, shape, pixels), labels, classes) { }

    /// <summary>The same of bytes that may be more than an array holds.</summary>
    public SampleSet(string name, SampleShape shape, SampleBytes bytes, int[] labels, IReadOnlyList<string> classes)
    {
        (Name, Shape, Bytes, Labels, Classes) = (name, shape, bytes, labels, classes);
        Labelled = labels.Length;
        InputException.ThrowIfAny([.. Problems()]);
        hash = new Lazy<string>(HashContent);
    }

    /// <summary>Samples of a task without classes.</summary>
    /// <param name="name">What a person calls it.</param>
    /// <param name="shape">Shape of every sample.</param>
    /// <param name="bytes">The numbers of N samples, as above.</param>
    /// <param name="truths">Labels or values of each.</param>
    /// <param name="names">Names of the labels or values, in their order.</param>
    /// <exception cref="InputException">The arrays do not fit each other, a number is not finite, or a label is neither 0 nor
    /// 1.</exception>
    public SampleSet(string name, SampleShape shape, SampleBytes bytes, Truths truths, IReadOnlyList<string> names)
    {
        (Name, Shape, Bytes, Labels, Classes, Truths) = (
            name,
            shape with
            {
                Values = truths.Origins,
            },
            bytes,
            new int[bytes.Count],
            names,
            truths
        );
        Labelled = Labels.Length;
        InputException.ThrowIfAny([.. Problems(), .. truths.Problems(name, Count, names.Count, Place)]);
        hash = new Lazy<string>(HashContent);
    }

    private SampleSet(SampleSet labelled, SampleBytes more)
    {
        (Name, Shape, Classes, Labelled) = (labelled.Name, labelled.Shape, labelled.Classes, labelled.Count);
        Truths = labelled.Truths?.WithUnknown(more.Count);
        Bytes = new JoinedBytes(labelled.Bytes, more);
        Labels = [.. labelled.Labels, .. Enumerable.Repeat(NoLabel, more.Count)];
        InputException.ThrowIfAny([.. Infinite()]);
        hash = new Lazy<string>(HashContent);
    }

    /// <summary>What a person calls it.</summary>
    public string Name { get; }

    /// <summary>What was lost when it was read, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Shape of every sample.</summary>
    public SampleShape Shape { get; }

    /// <summary>All samples one after the other, each channel by channel, row by row: 0 … 255, or the bytes of 32-bit floats.</summary>
    public SampleBytes Bytes { get; }

    /// <summary>
    /// Class index of every sample, 0 throughout where the task has none; <see cref="NoLabel"/> for a sample of which nothing is known.
    /// </summary>
    public int[] Labels { get; }

    /// <summary>Names of the classes in the order of their indices; of the labels or values of a task that has these.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Labels or values of the samples; null where they have classes.</summary>
    public Truths? Truths { get; }

    /// <summary>What is asked about a sample.</summary>
    public TaskKind Task => Truths?.Task ?? TaskKind.Classes;

    /// <summary>Samples of each class, in the order of the classes.</summary>
    public int[] ClassCounts()
    {
        var counts = new int[Classes.Count];
        foreach (var label in Labels.Where(label => label != NoLabel))
            counts[label]++;
        return counts;
    }

    /// <summary>Number of samples with a label; they come first.</summary>
    public int Labelled { get; }

    /// <summary>Number of samples.</summary>
    public int Count => Labels.Length;

    /// <summary>SHA-256 of shape, numbers, labels and class names; the name is not part of it.</summary>
    public string Hash => hash.Value;

    /// <summary>The bytes of one sample, CHW.</summary>
    public ReadOnlySpan<byte> Image(int index) => Bytes[index];

    /// <summary>The bytes of some samples, one after the other; a copy where they do not lie so.</summary>
    public ReadOnlySpan<byte> Images(int first, int count) => Bytes.Range(first, count);

    /// <summary>A new set of the samples at these places, in this order.</summary>
    public SampleSet Select(string name, ReadOnlySpan<int> indices)
    {
        var bytes = Bytes.Select(indices);
        if (Truths is not null)
            return new SampleSet(name, Shape, bytes, Truths.Select(indices), Classes).Warned(Warnings);
        var labels = new int[indices.Length];
        for (var i = 0; i < indices.Length; i++)
            labels[i] = Labels[indices[i]];
        return new SampleSet(name, Shape, bytes, labels, Classes).Warned(Warnings);
    }

    /// <summary>The set itself, with what was lost when it was read.</summary>
    public SampleSet Warned(IReadOnlyList<string> warnings)
    {
        Warnings = warnings;
        return this;
    }

    /// <summary>The set with samples behind it that have no label: teachers answer them, hard labels leave them out.</summary>
    /// <param name="more">Samples of this shape.</param>
    /// <exception cref="InputException">A number is not finite.</exception>
    public SampleSet WithUnlabelled(SampleBytes more) =>
        more.Size == Shape.Bytes
            ? new SampleSet(this, more).Warned(Warnings)
            : throw new ArgumentException($"found samples of {more.Size} bytes; expected {Shape.Bytes}.", nameof(more));

    private static HeldBytes<byte> Held(string name, SampleShape shape, byte[] pixels) =>
        pixels.Length % shape.Bytes == 0
            ? new HeldBytes<byte>(pixels, shape.Bytes)
            : throw new InputException(
                new Problem(name, $"{pixels.Length} bytes", $"whole {shape.Noun} of {shape}, {shape.Bytes} bytes each")
            );

    private IEnumerable<Problem> Problems()
    {
        if (Bytes.Length != (long)Labels.Length * Shape.Bytes)
            yield return new Problem(
                Name,
                $"{Bytes.Length} bytes for {Labels.Length} labels",
                $"{Labels.Length} {Shape.Noun} of {Shape}, {(long)Labels.Length * Shape.Bytes} bytes"
            );
        if (Array.FindIndex(Labels, label => label < 0 || label >= Classes.Count) is var bad and >= 0)
            yield return new Problem(
                Name,
                $"label {Labels[bad]} at {Place(bad)}",
                $"a class index from 0 to {Classes.Count - 1}",
                "Check that samples and labels belong together and that every class has a name."
            );
        foreach (var problem in Infinite())
            yield return problem;
    }

    private IEnumerable<Problem> Infinite()
    {
        if (Shape.Numbers != SampleNumbers.Float32)
            yield break;
        for (var sample = 0; sample < Bytes.Count; sample++)
        {
            if (Strange(sample) is not { } number)
                continue;
            yield return new Problem(
                Name,
                FormattableString.Invariant($"the number {number} at {Place(sample)}"),
                "finite numbers",
                float.IsNaN(number)
                    ? "Fill gaps in (of a table: gaps: median), also for a teacher that would take NaN, or leave these samples out."
                    : "It is beyond float32 (3.4e38): divide the column, take its logarithm, or leave these samples out."
            );
            yield break;
        }
    }

    /// <summary>The first number of a sample that is not finite.</summary>
    private float? Strange(int sample)
    {
        foreach (var number in MemoryMarshal.Cast<byte, float>(Image(sample)))
            if (!float.IsFinite(number))
                return number;
        return null;
    }

    private string Place(int sample) => $"{(Shape.IsRow ? "row" : "image")} {sample}";

    private string HashContent()
    {
        using var content = new ContentHash();
        content.Add(Shape.Channels).Add(Shape.Height).Add(Shape.Width).Add(Bytes.Length);
        for (var sample = 0; sample < Count; sample++)
            content.Append(Image(sample));
        // Labels as bytes where they fit, and a word on the numbers only where they are none: older stores are found again.
        if (Classes.Count <= byte.MaxValue)
            content.Add([.. Labels.Select(label => (byte)label)]);
        else
            content.Add(MemoryMarshal.AsBytes(Labels.AsSpan()));
        foreach (var name in Classes)
            content.Add(name);
        if (Shape.Numbers == SampleNumbers.Float32)
            content.Add("float32");
        if (Shape.Columns is { } columns)
            foreach (var name in columns.Names)
                content.Add(name);
        foreach (var column in Shape.Columns?.All.Where(column => column.Origin != 0) ?? [])
            content.Add("origin").Add(column.Name).Add(BitConverter.GetBytes(column.Origin));
        foreach (var origin in Truths?.Origins?.Numbers ?? [])
            content.Add("value origin").Add(BitConverter.GetBytes(origin));
        if (Truths is not null)
            content.Add(Task.ToString()).Add(Truths.Bytes);
        return content.Finish();
    }
}
