using System.Globalization;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers;

/// <summary>
/// A frozen network that shows some of its inner tensors. Only the part of the graph below them runs. Opening one checks what can be
/// known before work: file, hash, input, names and shapes of the tensors. Not for several threads at once: each other thread reads one
/// <see cref="Beside"/> it.
/// </summary>
public sealed class TappedTeacher : IDisposable
{
    private readonly FrozenNetwork network;

    private TappedTeacher(TeacherSpec spec, FrozenNetwork network, string key, IReadOnlyList<string> tensors) =>
        (Spec, this.network, Key, Tensors, Sizes) = (
            spec,
            network,
            key,
            tensors,
            [.. Enumerable.Range(0, tensors.Count).Select(network.SizesOf)]
        );

    /// <summary>What its teacher.yaml says.</summary>
    public TeacherSpec Spec { get; }

    /// <summary>
    /// Hash of all that decides the features: the truncated model with its weights, the value of every pixel, layout, names of the tensors.
    /// </summary>
    public string Key { get; }

    /// <summary>Names of the tensors in the order in which <see cref="Read"/> gives them.</summary>
    public IReadOnlyList<string> Tensors { get; }

    /// <summary>Shape of one sample of each tensor: channels, height and width of a map, else one number of features.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Sizes { get; }

    /// <summary>Samples that are best read at once: whole runs of the network, and no more than a thread is busy with for long.</summary>
    public int Block => network.Block;

    /// <summary>Opens the part of a teacher below some tensors.</summary>
    /// <param name="spec">What its teacher.yaml says.</param>
    /// <param name="folder">The folder of that file.</param>
    /// <param name="shape">Shape of the images that it will be shown.</param>
    /// <param name="tensors">Names of the tensors in its graph, each once.</param>
    /// <param name="threads">Threads that one run may use.</param>
    /// <exception cref="InputException">All problems of description and model that were found.</exception>
    public static TappedTeacher Open(TeacherSpec spec, string folder, SampleShape shape, IReadOnlyList<string> tensors, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfZero(tensors.Count);
        if (tensors.Distinct(StringComparer.Ordinal).Count() < tensors.Count)
            throw new ArgumentException($"found {string.Join(", ", tensors)}; expected every tensor once.", nameof(tensors));
        var where = TeacherFile.Where(spec, folder);
        List<Problem> problems = [];
        var model = TeacherFile.Read(spec, folder, shape, problems);
        var input = model is null ? null : TeacherFile.Input(spec, model, shape, where, problems);
        InputException.ThrowIfAny(problems);
        var (part, connection) = (Cut.Below(model!, tensors), new Connection(input!, tensors));
        using var hash = TeacherFile.Hash("tapped-teacher/1", spec, part, connection, shape);
        return new(
            spec,
            FrozenNetwork.Open(part, connection, spec.Input, shape, threads, where, (t, s, images) => Misshapen(t, s, images, where)),
            hash.Finish(),
            tensors
        );
    }

    /// <summary>
    /// The same for another thread, with buffers of its own over the same weights; not to be read once this one is disposed.
    /// </summary>
    public TappedTeacher Beside() => new(Spec, network.Beside(), Key, Tensors);

    /// <summary>Features of images.</summary>
    /// <param name="images">Raw pixels, channel by channel, images one after the other.</param>
    /// <param name="count">Images.</param>
    /// <param name="features">One memory a tensor: takes images × its numbers, row-major, each row channel by channel.</param>
    /// <param name="firstSample">Number of the first image in the caller's set, for messages.</param>
    /// <exception cref="RunFailedException">A number is not finite.</exception>
    public void Read(ReadOnlySpan<byte> images, int count, IReadOnlyList<Memory<float>> features, long firstSample = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Count, Tensors.Count);
        for (var first = 0; first < count; first += network.Batch)
        {
            var size = network.Run(images, count, first);
            for (var t = 0; t < features.Count; t++)
                Copy(t, size, features[t].Span, first, firstSample);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private void Copy(int tensor, int size, Span<float> target, int first, long firstSample)
    {
        var rows = network.Rows(tensor, size);
        var row = rows.Length / size;
        if (FirstNotFinite(rows) is var bad and >= 0)
            throw new RunFailedException(
                new Problem(
                    $"teacher {Spec.Name}, tensor '{Tensors[tensor]}', sample {firstSample + first + bad / row}",
                    $"the number {rows[bad].ToString(CultureInfo.InvariantCulture)}",
                    "finite numbers",
                    "Check its normalization in teacher.yaml; if that is right, the network is broken."
                )
            );
        rows.CopyTo(target.Slice(first * row));
    }

    private static int FirstNotFinite(ReadOnlySpan<float> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            if (!float.IsFinite(numbers[i]))
                return i;
        return -1;
    }

    private static Problem? Misshapen(string tensor, long[] shape, int images, string where) =>
        shape.Length >= 2 && shape[0] == images
            ? null
            : new(
                $"{where}, tensor '{tensor}'",
                $"shape {string.Join('×', shape)} for {images} images",
                "one row an image",
                "Tap another tensor: 'deepopt inspect' lists them."
            );
}
