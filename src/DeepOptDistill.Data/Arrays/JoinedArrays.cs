using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Tables;
using NumSharp;

namespace DeepOptDistill.Data.Arrays;

/// <summary>
/// Several arrays of one archive as rows, as <c>numpy.savez(file, **tokens, labels=y)</c> writes the tokens of texts: the numbers of a
/// sample stand side by side, array by array, each named <c>ARRAY[place]</c>.
/// </summary>
internal static class JoinedArrays
{
    /// <summary>The arrays that a path names, each with its own path; none where it names no archive.</summary>
    /// <param name="path"><c>FILE.npz/NAME,NAME</c></param>
    public static IReadOnlyList<(string Array, string Path)> NamesOf(string path)
    {
        if (path.LastIndexOf(NpyReader.Archive, StringComparison.OrdinalIgnoreCase) is not (>= 0 and var at))
            return [];
        var start = path[..(at + NpyReader.Archive.Length)];
        var names = path[start.Length..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. names.Select(name => (name, start + name))];
    }

    /// <summary>The arrays side by side.</summary>
    /// <param name="path">What named them, for problems.</param>
    /// <param name="arrays">The arrays by their names.</param>
    /// <exception cref="InputException">They are not of one number of samples, or one is named twice.</exception>
    public static NpyArray Of(string path, IReadOnlyList<(string Name, NDArray Array)> arrays)
    {
        InputException.ThrowIfAny([.. Check(path, arrays)]);
        var count = checked((int)arrays[0].Array.shape[0]);
        var widths = arrays.Select(one => checked((int)(one.Array.size / count))).ToList();
        var rows = new float[checked(count * widths.Sum())];
        for (var (a, at) = (0, 0); a < arrays.Count; at += widths[a++])
        {
            var numbers = arrays[a].Array.astype(NPTypeCode.Single).ravel().ToArray<float>();
            for (var sample = 0; sample < count; sample++)
                numbers.AsSpan(sample * widths[a], widths[a]).CopyTo(rows.AsSpan((sample * widths.Sum()) + at));
        }
        var columns = arrays.SelectMany((one, a) => Enumerable.Range(0, widths[a]).Select(place => ArrayColumn.Named(one.Name, place)));
        var shape = SampleShape.Row(new TableColumns([.. columns.Select(name => new TableColumn(name, []))]));
        return new NpyArray(shape, new HeldBytes<float>(rows, shape.Size), []) { Warnings = [.. Lost(path, arrays)] };
    }

    private static IEnumerable<Problem> Check(string path, IReadOnlyList<(string Name, NDArray Array)> arrays)
    {
        foreach (var name in arrays.GroupBy(one => one.Name).Where(same => same.Count() > 1).Select(same => same.Key))
            yield return new Problem(path, $"the array '{name}' twice", "each array once");
        foreach (var (name, array) in arrays.Where(one => one.Array.ndim == 0 || one.Array.size == 0))
            yield return new Problem(path, $"array '{name}' without samples", "an array N × … of a number or more for each sample");
        List<int> counts = [.. arrays.Where(one => one.Array.ndim > 0).Select(one => (int)one.Array.shape[0])];
        if (counts.Distinct().Count() > 1)
            yield return new Problem(
                path,
                $"arrays of {string.Join(", ", arrays.Zip(counts).Select(one => $"{one.Second} ('{one.First.Name}')"))} samples",
                "as many samples in each",
                "Check that the arrays belong together."
            );
    }

    /// <summary>A sentence for each number of which some are lost in float32.</summary>
    private static IEnumerable<string> Lost(string path, IReadOnlyList<(string Name, NDArray Array)> arrays) =>
        arrays
            .Where(one => one.Array.ndim == 2 && one.Array.typecode is not (NPTypeCode.Byte or NPTypeCode.Single or NPTypeCode.Boolean))
            .SelectMany(one => NpyReader.Lost(one.Array, $"{path}, array '{one.Name}'"));
}
