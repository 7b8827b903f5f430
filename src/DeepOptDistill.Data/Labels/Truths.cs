using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Labels;

/// <summary>
/// What is known of samples where the task is not one of classes: for each label 0 or 1, or a number for each value; NaN throughout for a
/// sample of which nothing is known.
/// </summary>
public sealed class Truths
{
    /// <summary>Takes the array as it is.</summary>
    /// <param name="task">Labels or values.</param>
    /// <param name="numbers">Samples × width, row-major.</param>
    /// <param name="width">Labels or values of a sample.</param>
    /// <exception cref="ArgumentException">The task is one of classes, or the numbers are not whole rows.</exception>
    public Truths(TaskKind task, float[] numbers, int width)
    {
        if (task == TaskKind.Classes || width < 1 || numbers.Length % width != 0)
            throw new ArgumentException(
                $"found {numbers.Length} numbers in rows of {width} for {Spelling.Word(task.ToString())}; expected whole rows of "
                    + "labels or values.",
                nameof(numbers)
            );
        (Task, Numbers, Width) = (task, numbers, width);
    }

    /// <summary>Labels or values.</summary>
    public TaskKind Task { get; }

    /// <summary>Samples × width, row-major; of values what is left when their origin is taken away.</summary>
    public float[] Numbers { get; }

    /// <summary>
    /// What was taken away from each value in float64, so that float32 tells them apart; null where they are as they are.
    /// </summary>
    public ValueOrigins? Origins { get; init; }

    /// <summary>Labels or values of a sample.</summary>
    public int Width { get; }

    /// <summary>Samples.</summary>
    public int Count => Numbers.Length / Width;

    /// <summary>What is known of one sample.</summary>
    public ReadOnlySpan<float> Row(int sample) => Numbers.AsSpan(sample * Width, Width);

    /// <summary>
    /// The mean of each value over the samples, and its standard deviation (n); 1 for a value that is the same everywhere.
    /// </summary>
    public (float[] Mean, float[] Deviation) Moments()
    {
        var (mean, deviation) = (new float[Width], new float[Width]);
        for (var d = 0; d < Width; d++)
        {
            double[] known = [.. Enumerable.Range(0, Count).Select(i => (double)Numbers[(i * Width) + d]).Where(double.IsFinite)];
            var centre = known.Average();
            var spread = Math.Sqrt(known.Average(y => (y - centre) * (y - centre)));
            (mean[d], deviation[d]) = ((float)centre, spread > 0 ? (float)spread : 1);
        }
        return (mean, deviation);
    }

    /// <summary>y = σ·z + μ: values of standardized ones, as a network's last layer gives them.</summary>
    public AffineStep Scale()
    {
        var (mean, deviation) = Moments();
        return new AffineStep([.. mean.Zip(deviation, (m, s) => -m / s)], deviation) { Origins = Origins };
    }

    internal Truths Select(ReadOnlySpan<int> samples)
    {
        var rows = new float[samples.Length * Width];
        for (var i = 0; i < samples.Length; i++)
            Row(samples[i]).CopyTo(rows.AsSpan(i * Width));
        return new Truths(Task, rows, Width) { Origins = Origins };
    }

    internal Truths WithUnknown(int samples) =>
        new(Task, [.. Numbers, .. Enumerable.Repeat(float.NaN, samples * Width)], Width) { Origins = Origins };

    /// <summary>Values of float64, relative to origins; without these, to those that they need.</summary>
    internal static Truths OfValues(double[] numbers, int width, ValueOrigins? origins)
    {
        var held = new float[numbers.Length];
        for (var i = 0; i < held.Length; i++)
            held[i] = (float)(numbers[i] - (origins?.Numbers[i % width] ?? 0));
        return new Truths(TaskKind.Values, held, width) { Origins = origins };
    }

    /// <summary>The origins that values of float64 need, and a sentence for each value of which some are lost all the same.</summary>
    internal static (ValueOrigins? Origins, IReadOnlyList<string> Warnings) OriginsOf(double[] numbers, int width, Func<int, string> name)
    {
        var found = Enumerable
            .Range(0, width)
            .Select(d => Origin.Of([.. numbers.Where((_, i) => i % width == d).Where(double.IsFinite).DefaultIfEmpty()]))
            .ToList();
        return (
            found.Any(origin => origin.Number != 0) ? new ValueOrigins([.. found.Select(origin => origin.Number)]) : null,
            [.. found.Select((origin, d) => origin.Warning(name(d))).OfType<string>()]
        );
    }

    internal IEnumerable<Problem> Problems(string where, int samples, int names, Func<int, string> place)
    {
        if (Count != samples)
            yield return new Problem(
                where,
                $"{Count} rows of {Noun} for {samples} samples",
                "one for each sample",
                "Check that samples and targets belong together."
            );
        if (Width != names)
            yield return new Problem(where, $"{names} names for {Width} {Noun}", "a name for each");
        var bad = Array.FindIndex(Numbers, number => Task == TaskKind.Labels ? number is not (0 or 1) : !float.IsFinite(number));
        if (bad >= 0)
            yield return new Problem(
                where,
                FormattableString.Invariant($"{Numbers[bad]} at {place(bad / Width)}"),
                Task == TaskKind.Labels ? "0 or 1 for each label" : "finite numbers",
                "Correct it, or leave the sample out."
            );
    }

    internal ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(Numbers.AsSpan());

    private string Noun => Spelling.Word(Task.ToString());
}
