using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Tables;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>Whether the orders of words that a description says are orders of what the data hold.</summary>
internal static class CategoryCheck
{
    private const int Shown = 3;

    /// <summary>All problems, by column and word.</summary>
    public static IEnumerable<Problem> Of(TeacherInput said, SampleShape samples, string where)
    {
        if (said.Categories.Count == 0)
            return said.UnknownCode is { } code
                ?
                [
                    new(
                        $"{where}, input.unknown_code",
                        $"{code} without categories",
                        "the orders of words beside it",
                        "Say them: input: { categories: { COLUMN: [ … ] } }."
                    ),
                ]
                : [];
        return samples.Columns is { } columns
            ? said.Categories.SelectMany(c => Of(c.Key, c.Value, columns, said.UnknownCode, $"{where}, input.categories.{c.Key}"))
            :
            [
                new(
                    $"{where}, input.categories",
                    $"orders of words for {samples.Noun} of {samples}",
                    "a data set of a table with columns of words",
                    "Remove them from teacher.yaml."
                ),
            ];
    }

    private static IEnumerable<Problem> Of(string name, IReadOnlyList<string> order, TableColumns columns, int? unknown, string where)
    {
        var nominal = columns.All.Where(column => column.IsNominal).Select(column => column.Name).ToList();
        if (columns.All.FirstOrDefault(column => column.Name == name) is not { } column)
            return
            [
                new(
                    where,
                    $"column '{name}'",
                    $"a column of words of the table: {string.Join(", ", nominal)}",
                    Nearest.Remedy(name, nominal)
                ),
            ];
        return column.IsNominal
            ? [.. Order(order, unknown, where), .. Words(column.Words, order, unknown, where)]
            :
            [
                new(
                    where,
                    $"column '{name}' of numbers",
                    "a column of words",
                    $"Call it nominal in the data set, nominal: [{name}], or remove its order from teacher.yaml."
                ),
            ];
    }

    private static IEnumerable<Problem> Order(IReadOnlyList<string> order, int? unknown, string where)
    {
        foreach (var word in order.GroupBy(word => word, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return new(where, $"'{word.Key}' {word.Count()} times", "every word once");
        if (unknown is { } code && code >= 0 && code < order.Count)
            yield return new(
                where,
                $"unknown_code {code}, which is that of '{order[code]}'",
                "a number that no word has",
                "Say what the encoder was given: unknown_code: -1."
            );
    }

    /// <summary>
    /// Words of the data that the teacher never saw; they have a number only where it takes one for whatever it does not know.
    /// </summary>
    private static IEnumerable<Problem> Words(IReadOnlyList<string> words, IReadOnlyList<string> order, int? unknown, string where)
    {
        if (unknown is not null)
            yield break;
        var strange = words.Except(order, StringComparer.Ordinal).ToList();
        var listed = $"{string.Join(", ", order.Take(20))}{(order.Count > 20 ? ", …" : "")}";
        foreach (var word in strange.Take(Shown))
            yield return new(
                where,
                $"'{word}' in the data{(word == strange[0] && strange.Count > Shown ? $" and {strange.Count - 1} more such words" : "")}",
                $"one of {listed}",
                $"{Nearest.Remedy(word, order)} Correct the list, leave such rows out, or say what the teacher takes for words that it "
                    + "does not know: unknown_code: -1.".TrimStart()
            );
    }
}
