using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Tables;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>
/// The numbers that a teacher takes for the words of a table: their places in its own order of a column's words, or in the data's.
/// </summary>
internal sealed class WordCodes
{
    private readonly TableColumns columns;
    private readonly float[]?[] codes;
    private readonly float unknown;

    /// <summary>Those of a description that was found to fit the columns.</summary>
    public WordCodes(TeacherInput said, TableColumns columns)
    {
        (this.columns, unknown) = (columns, said.UnknownCode ?? -1);
        codes =
        [
            .. columns.All.Select(column => said.Categories.TryGetValue(column.Name, out var order) ? Of(column.Words, [.. order]) : null),
        ];
    }

    /// <summary>
    /// One number for each column of a row; −1 for a word that neither the data's list nor the teacher's holds, or what the teacher takes
    /// for such.
    /// </summary>
    public void Write(ReadOnlySpan<float> row, Span<float> coded)
    {
        columns.Code(row, coded);
        for (var c = 0; c < codes.Length; c++)
            if (codes[c] is { } own)
                coded[c] = coded[c] < 0 ? unknown : own[(int)coded[c]];
    }

    /// <summary>
    /// Adds the columns whose numbers are not the places in the data's list: who numbers words as the data do has the key of whoever says
    /// nothing.
    /// </summary>
    public void AddTo(ContentHash hash)
    {
        for (var c = 0; c < codes.Length; c++)
            if (codes[c] is { } own && (unknown != -1 || own.Where((code, place) => code != place).Any()))
                hash.Add("categories/1")
                    .Add(columns.All[c].Name)
                    .Add(string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', own)} else {unknown}"));
    }

    private float[] Of(IReadOnlyList<string> words, List<string> order) =>
        [.. words.Select(word => order.IndexOf(word) is var place and >= 0 ? place : unknown)];
}
