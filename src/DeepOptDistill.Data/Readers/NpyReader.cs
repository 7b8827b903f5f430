using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Sources;
using NumSharp;

namespace DeepOptDistill.Data.Readers;

/// <summary>An array of a NumPy file: samples, or labels.</summary>
/// <param name="Shape">Shape of a sample.</param>
/// <param name="Bytes">The samples' numbers.</param>
/// <param name="Labels">Class numbers, where the array holds these.</param>
internal sealed record NpyArray(SampleShape Shape, byte[] Bytes, int[] Labels)
{
    /// <summary>Samples or labels.</summary>
    public int Count => Labels.Length > 0 ? Labels.Length : Bytes.Length / Shape.Bytes;
}

/// <summary>Reads arrays of NumPy: <c>FILE.npy</c> or <c>FILE.npz/NAME</c>.</summary>
internal static class NpyReader
{
    private const string Archive = ".npz/";

    /// <summary>Reads an array.</summary>
    /// <exception cref="InputException">There is none, it cannot be read, or it is neither samples nor labels.</exception>
    public static NpyArray Read(DataFolder folder, string path, bool isLabel, bool channelsLast) => Attempt(path, () =>
    {
        var array = Load(folder, path);
        return isLabel ? new NpyArray(default, [], Labels(array, path)) : Samples(array, path, channelsLast);
    });

    private static T Attempt<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or FormatException or NotSupportedException or ArgumentException or KeyNotFoundException)
        {
            throw new InputException(new Problem(path, $"an array that cannot be read ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')})", "an array of numbers of NumPy", "Check the path; save it with numpy.save or numpy.savez."));
        }
    }

    /// <summary>Reads labels or values: N × D, or N for one of them.</summary>
    /// <exception cref="InputException">There is no such array, or it cannot be read.</exception>
    public static Truths ReadTruths(DataFolder folder, string path, TaskKind task) => Attempt(path, () =>
    {
        var array = Load(folder, path);
        if (array.ndim is not (1 or 2) || array.size == 0) throw new InputException(new Problem(path, $"an array of shape {Text(array)}", $"{(task == TaskKind.Labels ? "labels" : "values")} N × D, or N"));
        return new Truths(task, array.astype(NPTypeCode.Single).ravel().ToArray<float>(), array.ndim == 1 ? 1 : checked((int)array.shape[1]));
    });

    private static NDArray Load(DataFolder folder, string path)
    {
        if (path.LastIndexOf(Archive, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
        {
            using var archive = np.load_npz(folder.Find(path[..(at + Archive.Length - 1)]));
            return archive[path[(at + Archive.Length)..]];
        }
        return np.load_npy(folder.Find(path));
    }

    private static int[] Labels(NDArray array, string path)
    {
        var isOneEach = array.ndim == 1 || (array.ndim == 2 && array.shape[1] == 1);
        double[] numbers = isOneEach && array.size > 0 ? array.astype(NPTypeCode.Double).ravel().ToArray<double>() : [];
        return numbers.Length > 0 && numbers.All(n => n >= 0 && n < int.MaxValue && n == Math.Floor(n))
            ? [.. numbers.Select(n => (int)n)]
            : throw new InputException(new Problem(path, $"an array of shape {Text(array)}{(isOneEach ? " with numbers that are no classes" : "")}", "whole numbers ≥ 0, one for each sample", "Save class numbers: y.argmax(1) of one-hot rows."));
    }

    private static NpyArray Samples(NDArray array, string path, bool channelsLast)
    {
        if (array.ndim is < 2 or > 4 || array.size == 0) throw new InputException(new Problem(path, $"an array of shape {Text(array)}", "samples N × F, N × H × W or N × C × H × W", "Reshape it; a row of numbers for each sample is always possible."));
        var ordered = channelsLast && array.ndim == 4 ? np.transpose(array, [0, 3, 1, 2]).copy() : array;
        var shape = ShapeOf([.. ordered.shape.Skip(1).Select(length => checked((int)length))]);
        return array.typecode == NPTypeCode.Byte && array.ndim > 2
            ? new NpyArray(shape, ordered.ravel().ToArray<byte>(), [])
            : new NpyArray(shape with { Numbers = SampleNumbers.Float32 }, MemoryMarshal.AsBytes(ordered.astype(NPTypeCode.Single).ravel().ToArray<float>().AsSpan()).ToArray(), []);
    }

    private static SampleShape ShapeOf(int[] sizes) => sizes switch
    {
        [var features] => new SampleShape(features, 1, 1),
        [var height, var width] => new SampleShape(1, height, width),
        _ => new SampleShape(sizes[0], sizes[1], sizes[2]),
    };

    private static string Text(NDArray array) => string.Join('×', array.shape);
}
