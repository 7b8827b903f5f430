namespace DeepOptDistill.Data.Tables;

/// <summary>
/// Texts that stand for no value: those that pandas' <c>read_csv</c> takes for missing, and the question mark of UCI's tables. Blanks
/// around them do not count.
/// </summary>
internal static class GapSpellings
{
    private static readonly HashSet<string> Known = new(
        [
            "",
            "?",
            "#N/A",
            "#N/A N/A",
            "#NA",
            "-1.#IND",
            "-1.#QNAN",
            "-NaN",
            "-nan",
            "1.#IND",
            "1.#QNAN",
            "<NA>",
            "N/A",
            "NA",
            "NULL",
            "NaN",
            "None",
            "n/a",
            "nan",
            "null",
        ],
        StringComparer.Ordinal
    );

    /// <summary>Whether a cell is one.</summary>
    public static bool Contains(string cell) => Known.Contains(cell.Trim());
}
