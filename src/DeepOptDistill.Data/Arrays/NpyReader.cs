using System.IO.Compression;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using NumSharp;

namespace DeepOptDistill.Data.Arrays;

/// <summary>An array of a NumPy file: samples, or labels.</summary>
/// <param name="Shape">Shape of a sample.</param>
/// <param name="Bytes">The samples' numbers; null where the array holds labels.</param>
/// <param name="Labels">Class numbers, where the array holds these.</param>
internal sealed record NpyArray(SampleShape Shape, SampleBytes? Bytes, int[] Labels)
{
    /// <summary>What was lost when it was read, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Samples or labels.</summary>
    public int Count => Bytes?.Count ?? Labels.Length;
}

/// <summary>Reads arrays of NumPy: <c>FILE.npy</c>, <c>FILE.npz/NAME</c> or, side by side, <c>FILE.npz/NAME,NAME</c>.</summary>
internal static class NpyReader
{
    /// <summary>What stands between an archive and the name of an array.</summary>
    internal const string Archive = ".npz/";

    /// <summary>Bytes of an unpacked array: a megabyte may hold a thousand of them, and reading takes three copies.</summary>
    internal const long LargestEntry = 1L << 30;

    /// <summary>Reads an array.</summary>
    /// <exception cref="InputException">There is none, it cannot be read, or it is neither samples nor labels.</exception>
    public static NpyArray Read(DataFolder folder, string path, bool isLabel, bool channelsLast, long large = SampleFile.Large) =>
        Attempt(
            path,
            () =>
            {
                if (!isLabel && InPlace(folder, path, channelsLast, large) is { } samples)
                    return samples;
                if (!isLabel && JoinedArrays.NamesOf(path) is { Count: > 1 } names)
                    return JoinedArrays.Of(path, [.. names.Select(name => (name.Array, Load(folder, name.Path)))]);
                var array = Load(folder, path);
                return isLabel ? new NpyArray(default, null, Labels(array, path)) : Samples(array, path, channelsLast);
            }
        );

    /// <summary>Samples too large for memory that lie in their file as they are needed; null for all others.</summary>
    private static NpyArray? InPlace(DataFolder folder, string path, bool channelsLast, long large)
    {
        if (path.Contains(Archive, StringComparison.OrdinalIgnoreCase))
            return null;
        var file = folder.Find(path);
        if (new FileInfo(file) is not { Exists: true } info || info.Length < large)
            return null;
        if (
            NpyLayout.Of(file) is not { } layout
            || layout.Sizes.Count is < 2 or > 4
            || layout.Sizes.Any(size => size is < 1 or > int.MaxValue)
        )
            return null;
        var shape = ShapeOf([.. layout.Sizes.Skip(1).Select(size => (int)size)]);
        var isPixels = layout.Type == "|u1" && layout.Sizes.Count > 2;
        if (layout.IsColumnMajor || (channelsLast && layout.Sizes.Count == 4) || !(isPixels || layout.Type == "<f4"))
            throw new InputException(
                new Problem(
                    path,
                    FormattableString.Invariant($"{info.Length / 1e9:0.0} GB of ")
                        + FormattableString.Invariant(
                            $"'{layout.Type}'{(layout.IsColumnMajor ? ", column-major" : channelsLast ? ", channels last" : "")}"
                        ),
                    FormattableString.Invariant(
                        $"so large an array (from {large / 1e9:0.0} GB on) row-major, channels first, as uint8 or float32: it is read "
                    ) + "where it lies",
                    "Save numpy.ascontiguousarray(x, 'float32'), with x.transpose(0, 3, 1, 2) for channels that are last."
                )
            );
        if (!isPixels)
            shape = shape with { Numbers = SampleNumbers.Float32 };
        return SampleFile.Open(file, layout.Header, shape.Bytes, (int)layout.Sizes[0], large) is { } bytes
            ? new NpyArray(shape, bytes, [])
            : throw new InputException(
                new Problem(
                    path,
                    $"{info.Length} bytes",
                    $"{layout.Header + (layout.Sizes[0] * shape.Bytes)} for {string.Join('×', layout.Sizes)} numbers",
                    "It was not written whole: save it again."
                )
            );
    }

    private static T Attempt<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        // A parser of foreign bytes: whatever it throws is about them.
        catch (Exception error) when (error is not (InputException or OperationCanceledException))
        {
            throw new InputException(
                new Problem(
                    path,
                    $"an array that cannot be read ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                    "an array of numbers of NumPy",
                    "Check the path; save it with numpy.save or numpy.savez."
                )
            );
        }
    }

    /// <summary>Reads labels or values: N × D, or N for one of them.</summary>
    /// <exception cref="InputException">There is no such array, or it cannot be read.</exception>
    public static Truths ReadTruths(DataFolder folder, string path, TaskKind task) =>
        Attempt(
            path,
            () =>
            {
                var (numbers, width) = ReadNumbers(folder, path, task);
                return new Truths(task, Array.ConvertAll(numbers, number => (float)number), width);
            }
        );

    /// <summary>The same numbers as they are, and how many a sample has.</summary>
    /// <exception cref="InputException">There is no such array, or it cannot be read.</exception>
    public static (double[] Numbers, int Width) ReadNumbers(DataFolder folder, string path, TaskKind task) =>
        Attempt(
            path,
            () =>
            {
                var array = Load(folder, path);
                if (array.ndim is not (1 or 2) || array.size == 0)
                    throw new InputException(
                        new Problem(
                            path,
                            $"an array of shape {Text(array)}",
                            $"{(task == TaskKind.Labels ? "labels" : "values")} N × D, or N"
                        )
                    );
                return (array.astype(NPTypeCode.Double).ravel().ToArray<double>(), array.ndim == 1 ? 1 : checked((int)array.shape[1]));
            }
        );

    private static NDArray Load(DataFolder folder, string path)
    {
        if (path.LastIndexOf(Archive, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
        {
            var (file, name) = (folder.Find(path[..(at + Archive.Length - 1)]), path[(at + Archive.Length)..]);
            CheckEntry(file, name, path);
            using var archive = np.load_npz(file);
            return archive[name];
        }
        var alone = folder.Find(path);
        if (NpyLayout.Of(alone)?.Check(path, new FileInfo(alone).Length) is { } problem)
            throw new InputException(problem);
        return np.load_npy(alone);
    }

    /// <summary>Looks at an array of an archive before it is unpacked: few bytes may hold very many zeros.</summary>
    private static void CheckEntry(string file, string name, string path)
    {
        using var archive = ZipFile.OpenRead(file);
        if ((archive.GetEntry(name + ".npy") ?? archive.GetEntry(name)) is not { } entry)
            return;
        if (entry.Length > LargestEntry)
            throw new InputException(
                new Problem(
                    path,
                    FormattableString.Invariant($"{entry.Length / 1e9:0.0} GB when it is unpacked"),
                    "at most 1.1 GB in an archive",
                    "Save it by itself with numpy.save: large arrays are read where they lie."
                )
            );
        using var stream = entry.Open();
        if (NpyLayout.Of(stream)?.Check(path, entry.Length) is { } problem)
            throw new InputException(problem);
    }

    /// <summary>Whole numbers ≥ 0, in one row or column.</summary>
    /// <param name="folder">Where files are looked for.</param>
    /// <param name="path">The array.</param>
    /// <param name="others">What other numbers are called.</param>
    /// <param name="expected">What the numbers are.</param>
    /// <param name="remedy">What helps.</param>
    /// <exception cref="InputException">There is none, it cannot be read, or holds something else.</exception>
    public static int[] ReadWhole(DataFolder folder, string path, string others, string expected, string remedy) =>
        Attempt(path, () => Whole(Load(folder, path), path, others, expected, remedy));

    private static int[] Labels(NDArray array, string path) =>
        Whole(
            array,
            path,
            "numbers that are no classes",
            "whole numbers ≥ 0, one for each sample",
            "Save class numbers: y.argmax(1) of one-hot rows."
        );

    private static int[] Whole(NDArray array, string path, string others, string expected, string remedy)
    {
        var isOneEach = array.ndim == 1 || (array.ndim == 2 && array.shape[1] == 1);
        double[] numbers = isOneEach && array.size > 0 ? array.astype(NPTypeCode.Double).ravel().ToArray<double>() : [];
        return numbers.Length > 0 && numbers.All(n => n >= 0 && n < int.MaxValue && n == Math.Floor(n))
            ? [.. numbers.Select(n => (int)n)]
            : throw new InputException(
                new Problem(path, $"an array of shape {Text(array)}{(isOneEach ? $" with {others}" : "")}", expected, remedy)
            );
    }

    private static NpyArray Samples(NDArray array, string path, bool channelsLast)
    {
        if (array.ndim is < 2 or > 4 || array.size == 0)
            throw new InputException(
                new Problem(
                    path,
                    $"an array of shape {Text(array)}",
                    "samples N × F, N × H × W or N × C × H × W",
                    "Reshape it; a row of numbers for each sample is always possible."
                )
            );
        var ordered = channelsLast && array.ndim == 4 ? np.transpose(array, [0, 3, 1, 2]).copy() : array;
        var shape = ShapeOf([.. ordered.shape.Skip(1).Select(length => checked((int)length))]);
        var warnings = array.ndim == 2 && array.typecode is not (NPTypeCode.Byte or NPTypeCode.Single) ? Lost(array, path) : [];
        return array.typecode == NPTypeCode.Byte && array.ndim > 2
            ? new NpyArray(shape, new HeldBytes<byte>(ordered.ravel().ToArray<byte>(), shape.Size), [])
            : new NpyArray(
                shape with
                {
                    Numbers = SampleNumbers.Float32,
                },
                new HeldBytes<float>(ordered.astype(NPTypeCode.Single).ravel().ToArray<float>(), shape.Size),
                []
            )
            {
                Warnings = warnings,
            };
    }

    /// <summary>A sentence for each number of a row of which some are lost in float32.</summary>
    internal static IReadOnlyList<string> Lost(NDArray array, string path)
    {
        var (numbers, width) = (array.astype(NPTypeCode.Double).ravel().ToArray<double>(), checked((int)array.shape[1]));
        return
        [
            .. Enumerable
                .Range(0, width)
                .Select(d =>
                    Origin
                        .Of([.. numbers.Where((_, i) => i % width == d).Where(double.IsFinite).DefaultIfEmpty()])
                        .AsTheyAre.Warning(FormattableString.Invariant($"{path}, number {d} of a row"))
                )
                .OfType<string>(),
        ];
    }

    private static SampleShape ShapeOf(int[] sizes) =>
        sizes switch
        {
            [var features] => new SampleShape(features, 1, 1),
            [var height, var width] => new SampleShape(1, height, width),
            _ => new SampleShape(sizes[0], sizes[1], sizes[2]),
        };

    private static string Text(NDArray array) => string.Join('×', array.shape);
}
