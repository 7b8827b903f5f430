using System.Globalization;

namespace DeepOptDistill.Data.Tables;

/// <summary>Names of the numbers of an array that stand side by side in a row: <c>input_ids[0]</c>, <c>input_ids[1]</c>, ….</summary>
public static class ArrayColumn
{
    /// <summary>The name of one number.</summary>
    public static string Named(string array, int place) => string.Create(CultureInfo.InvariantCulture, $"{array}[{place}]");

    /// <summary>Names for people, an array's numbers as one: <c>input_ids[0…63]</c>.</summary>
    public static IEnumerable<string> Folded(IReadOnlyList<string> names)
    {
        for (var at = 0; at < names.Count; )
        {
            var array = ArrayOf(names[at]);
            var length = array is null ? 1 : names.Skip(at).TakeWhile((name, place) => name == Named(array, place)).Count();
            yield return length < 2 ? names[at] : string.Create(CultureInfo.InvariantCulture, $"{array}[0…{length - 1}]");
            at += Math.Max(1, length);
        }
    }

    private static string? ArrayOf(string name) => name.EndsWith("[0]", StringComparison.Ordinal) ? name[..^3] : null;
}
