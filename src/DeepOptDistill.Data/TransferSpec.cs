using System.Globalization;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data;

/// <summary>
/// Classes that the transfer set leaves out: the student never sees their images, only what the teachers' answers to the others say of
/// them. Validation and test set stay whole. One of <see cref="Without"/> and <see cref="Only"/>; classes by name or by number.
/// </summary>
/// <remarks>Hinton, Vinyals and Dean 2015, arXiv 1503.02531, section 3: MNIST without the digit 3, and with 7 and 8 alone.</remarks>
public sealed record TransferSpec
{
    /// <summary>Classes whose images are left out.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>The only classes whose images are kept.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>
    /// Whether one shift of the last layer's biases, found on the validation split, is written into the student's file: of the classes that
    /// are left out, or of those that are kept where <see cref="Only"/> names these.
    /// </summary>
    public bool CorrectBias { get; init; }

    /// <summary>What is wrong with it for these classes.</summary>
    /// <param name="classes">Names of the classes, by index.</param>
    /// <param name="where">Place of one of its keys.</param>
    public IEnumerable<Problem> Problems(IReadOnlyList<string> classes, Func<string, string> where)
    {
        if (Without.Count > 0 == Only.Count > 0)
            yield return new Problem(
                where("transfer"),
                Without.Count > 0 ? "both 'without' and 'only'" : "neither 'without' nor 'only'",
                "one of them, with classes",
                "Leave 'transfer' out to keep all images."
            );
        foreach (
            var (key, name, at) in Without
                .Select((name, at) => ("without", name, at))
                .Concat(Only.Select((name, at) => ("only", name, at)))
                .Where(c => IndexOf(c.name, classes) < 0)
        )
            yield return new Problem(
                where($"transfer.{key}[{at}]"),
                $"class '{name}'",
                $"a class by name ({string.Join(", ", classes.Take(12))}{(classes.Count > 12 ? ", …" : "")}) or a number from 0 to "
                    + $"{classes.Count - 1}",
                Nearest.Remedy(name, classes)
            );
        if (Named(Without, classes).Count == classes.Count || Named(Only, classes).Count == classes.Count)
            yield return new Problem(
                where("transfer"),
                Only.Count > 0 ? $"all {classes.Count} classes kept" : $"all {classes.Count} classes left out",
                "some classes left out and some kept"
            );
    }

    /// <summary>Indices of the classes that are left out, ascending.</summary>
    public IReadOnlyList<int> Missing(IReadOnlyList<string> classes) =>
        Only.Count > 0 ? [.. Enumerable.Range(0, classes.Count).Except(Named(Only, classes))] : Named(Without, classes);

    /// <summary>Indices of the classes whose biases a correction shifts: those that the recipe names.</summary>
    public IReadOnlyList<int> Shifted(IReadOnlyList<string> classes) => Named(Only.Count > 0 ? Only : Without, classes);

    /// <summary>The images of a set that are kept, in their order.</summary>
    public SampleSet Take(SampleSet labelled)
    {
        var missing = Missing(labelled.Classes);
        return labelled.Select(
            $"{labelled.Name}, {Describe(labelled.Classes)}",
            [.. Enumerable.Range(0, labelled.Count).Where(i => !missing.Contains(labelled.Labels[i]))]
        );
    }

    /// <summary><c>without the class 3</c>, <c>of the classes 7, 8 alone</c>.</summary>
    public string Describe(IReadOnlyList<string> classes)
    {
        var named = Shifted(classes);
        var list = $"{(named.Count == 1 ? "class" : "classes")} {string.Join(", ", named.Select(c => classes[c]))}";
        return Only.Count > 0 ? $"of the {list} alone" : $"without the {list}";
    }

    private static IReadOnlyList<int> Named(IReadOnlyList<string> names, IReadOnlyList<string> classes) =>
        [.. names.Select(name => IndexOf(name, classes)).Where(c => c >= 0).Distinct().Order()];

    // A name before a number: classes may be named by other numbers than their own.
    private static int IndexOf(string name, IReadOnlyList<string> classes)
    {
        for (var c = 0; c < classes.Count; c++)
            if (classes[c] == name)
                return c;
        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < classes.Count ? number : -1;
    }
}
