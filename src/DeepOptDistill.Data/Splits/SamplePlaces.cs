using System.Globalization;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Arrays;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Data.Splits;

/// <summary>Places of training samples that somebody names, from 0.</summary>
internal static class SamplePlaces
{
    private const string Key = "dataset.validation";
    private const string FromZero = "Places are counted from 0, as Python counts them.";
    private const string OfMask = "Save indices; those of a mask are numpy.flatnonzero(mask).";

    /// <summary>The places that a recipe lists, or that its file holds: an array of NumPy, or a text with a number in each line.</summary>
    /// <exception cref="InputException">The file cannot be read, or holds something else.</exception>
    public static IReadOnlyList<int> Of(ValidationSpec spec, DataFolder folder)
    {
        if (spec.Indices is { } listed)
            return listed;
        var file = spec.IndexFile!;
        return file.Contains(".npy", StringComparison.OrdinalIgnoreCase) || file.Contains(".npz/", StringComparison.OrdinalIgnoreCase)
            ? NpyReader.ReadWhole(
                folder,
                file,
                "numbers that are no indices",
                "whole numbers ≥ 0, each the index of a training sample",
                OfMask
            )
            : OfText(folder.Find(file));
    }

    /// <summary>What is wrong with places among so many samples.</summary>
    public static IEnumerable<Problem> Check(IReadOnlyList<int> places, int samples, string noun)
    {
        if (places.Any(place => place < 0 || place >= samples))
            yield return new Problem(
                Key,
                FormattableString.Invariant($"index {places.First(place => place < 0 || place >= samples)}"),
                FormattableString.Invariant($"indices from 0 to {samples - 1}, as there are {samples:#,0} training {noun}"),
                FromZero
            );
        else if (places.GroupBy(place => place).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
            yield return new Problem(
                Key,
                FormattableString.Invariant($"index {twice.Key} twice"),
                "each index once",
                places.All(place => place is 0 or 1) ? OfMask : "Take one of them out."
            );
        else if (places.Count >= samples)
            yield return new Problem(
                Key,
                FormattableString.Invariant($"all {samples:#,0} training {noun}"),
                "some that are left to learn from"
            );
    }

    private static int[] OfText(string path)
    {
        if (!File.Exists(path))
            throw new InputException(new Problem(path, Directory.Exists(path) ? "a folder" : "no such file", "a file of indices"));
        string[] lines = [.. TextLines(path).Select(line => line.Trim())];
        var places = new List<int>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0)
                continue;
            if (!int.TryParse(lines[i], NumberStyles.None, CultureInfo.InvariantCulture, out var place))
                throw new InputException(
                    new Problem(
                        FormattableString.Invariant($"{path}:{i + 1}"),
                        $"'{lines[i]}'",
                        "a whole number ≥ 0 in each line",
                        FromZero
                    )
                );
            places.Add(place);
        }
        return places.Count > 0 ? [.. places] : throw new InputException(new Problem(path, "no index", "a number in each line"));
    }

    private static string[] TextLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(new Problem(path, $"a file that cannot be read ({error.Message.TrimEnd('.')})", "a file of indices"));
        }
    }
}
