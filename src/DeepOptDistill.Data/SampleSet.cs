using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data;

/// <summary>Samples of one shape with their labels, behind them perhaps some without, held in memory as raw bytes. Immutable by convention: nobody writes into its arrays.</summary>
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
    {
        (Name, Shape, Pixels, Labels, Classes) = (name, shape, pixels, labels, classes);
        Labelled = labels.Length;
        InputException.ThrowIfAny([.. Problems()]);
        hash = new Lazy<string>(HashContent);
    }

    /// <summary>Samples of a task without classes.</summary>
    /// <param name="name">What a person calls it.</param>
    /// <param name="shape">Shape of every sample.</param>
    /// <param name="pixels">The numbers of N samples, as above.</param>
    /// <param name="truths">Labels or values of each.</param>
    /// <param name="names">Names of the labels or values, in their order.</param>
    /// <exception cref="InputException">The arrays do not fit each other, a number is not finite, or a label is neither 0 nor 1.</exception>
    public SampleSet(string name, SampleShape shape, byte[] pixels, Truths truths, IReadOnlyList<string> names)
    {
        (Name, Shape, Pixels, Labels, Classes, Truths) = (name, shape, pixels, new int[pixels.Length / shape.Bytes], names, truths);
        Labelled = Labels.Length;
        InputException.ThrowIfAny([.. Problems(), .. truths.Problems(name, Count, names.Count, Place)]);
        hash = new Lazy<string>(HashContent);
    }

    private SampleSet(SampleSet labelled, byte[] more)
    {
        (Name, Shape, Classes, Labelled) = (labelled.Name, labelled.Shape, labelled.Classes, labelled.Count);
        Truths = labelled.Truths?.WithUnknown(more.Length / Shape.Bytes);
        Pixels = [.. labelled.Pixels, .. more];
        Labels = [.. labelled.Labels, .. Enumerable.Repeat(NoLabel, more.Length / Shape.Bytes)];
        InputException.ThrowIfAny([.. Infinite()]);
        hash = new Lazy<string>(HashContent);
    }

    /// <summary>The same of numbers, which are copied.</summary>
    /// <exception cref="InputException">The arrays do not fit each other, a number is not finite, or a label names no class.</exception>
    public static SampleSet OfNumbers(string name, SampleShape shape, ReadOnlySpan<float> numbers, int[] labels, IReadOnlyList<string> classes) =>
        new(name, shape with { Numbers = SampleNumbers.Float32 }, MemoryMarshal.AsBytes(numbers).ToArray(), labels, classes);

    /// <summary>What a person calls it.</summary>
    public string Name { get; }

    /// <summary>Shape of every sample.</summary>
    public SampleShape Shape { get; }

    /// <summary>All samples one after the other, each channel by channel, row by row: 0 … 255, or the bytes of 32-bit floats.</summary>
    public byte[] Pixels { get; }

    /// <summary>Class index of every sample, 0 throughout where the task has none; <see cref="NoLabel"/> for a sample of which nothing is known.</summary>
    public int[] Labels { get; }

    /// <summary>Names of the classes in the order of their indices; of the labels or values of a task that has these.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Labels or values of the samples; null where they have classes.</summary>
    public Truths? Truths { get; }

    /// <summary>What is asked about a sample.</summary>
    public TaskKind Task => Truths?.Task ?? TaskKind.Classes;

    /// <summary>Number of samples with a label; they come first.</summary>
    public int Labelled { get; }

    /// <summary>Number of samples.</summary>
    public int Count => Labels.Length;

    /// <summary>SHA-256 of shape, numbers, labels and class names; the name is not part of it.</summary>
    public string Hash => hash.Value;

    /// <summary>The bytes of one sample, CHW.</summary>
    public ReadOnlySpan<byte> Image(int index) => Images(index, 1);

    /// <summary>The bytes of some samples, one after the other.</summary>
    public ReadOnlySpan<byte> Images(int first, int count) => Pixels.AsSpan(first * Shape.Bytes, count * Shape.Bytes);

    /// <summary>A new set of the samples at these places, in this order.</summary>
    public SampleSet Select(string name, ReadOnlySpan<int> indices)
    {
        var pixels = new byte[(long)indices.Length * Shape.Bytes];
        var labels = new int[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            Image(indices[i]).CopyTo(pixels.AsSpan(i * Shape.Bytes));
            labels[i] = Labels[indices[i]];
        }
        return Truths is null ? new SampleSet(name, Shape, pixels, labels, Classes) : new SampleSet(name, Shape, pixels, Truths.Select(indices), Classes);
    }

    /// <summary>The set with samples behind it that have no label: teachers answer them, hard labels leave them out.</summary>
    /// <param name="pixels">Whole samples of this shape, one after the other.</param>
    /// <exception cref="InputException">A number is not finite.</exception>
    public SampleSet WithUnlabelled(byte[] pixels) => pixels.Length % Shape.Bytes == 0
        ? new SampleSet(this, pixels)
        : throw new ArgumentException($"found {pixels.Length} bytes; expected whole samples of {Shape.Bytes}.", nameof(pixels));

    private IEnumerable<Problem> Problems()
    {
        if (Pixels.LongLength != (long)Labels.Length * Shape.Bytes)
            yield return new Problem(Name, $"{Pixels.LongLength} bytes for {Labels.Length} labels",
                $"{Labels.Length} {Shape.Noun} of {Shape}, {(long)Labels.Length * Shape.Bytes} bytes");
        if (Array.FindIndex(Labels, label => label < 0 || label >= Classes.Count) is var bad and >= 0)
            yield return new Problem(Name, $"label {Labels[bad]} at {Place(bad)}", $"a class index from 0 to {Classes.Count - 1}",
                "Check that samples and labels belong together and that every class has a name.");
        foreach (var problem in Infinite()) yield return problem;
    }

    private IEnumerable<Problem> Infinite()
    {
        if (Shape.Numbers != SampleNumbers.Float32) yield break;
        var numbers = MemoryMarshal.Cast<byte, float>(Pixels);
        var bad = 0;
        while (bad < numbers.Length && float.IsFinite(numbers[bad])) bad++;
        if (bad < numbers.Length)
            yield return new Problem(Name, FormattableString.Invariant($"the number {numbers[bad]} at {Place(bad / Shape.Size)}"), "finite numbers", "Fill gaps in (of a table: gaps: median), also for a teacher that would take NaN, or leave these samples out.");
    }

    private string Place(int sample) => $"{(Shape.IsRow ? "row" : "image")} {sample}";

    private string HashContent()
    {
        using var content = new ContentHash();
        content.Add(Shape.Channels).Add(Shape.Height).Add(Shape.Width).Add(Pixels);
        // Labels as bytes where they fit, and a word on the numbers only where they are none: older stores are found again.
        if (Classes.Count <= byte.MaxValue) content.Add([.. Labels.Select(label => (byte)label)]);
        else content.Add(MemoryMarshal.AsBytes(Labels.AsSpan()));
        foreach (var name in Classes) content.Add(name);
        if (Shape.Numbers == SampleNumbers.Float32) content.Add("float32");
        if (Shape.Columns is { } columns)
            foreach (var name in columns.Names) content.Add(name);
        if (Truths is not null) content.Add(Task.ToString()).Add(Truths.Bytes);
        return content.Finish();
    }
}
