using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Tables;

/// <summary>Which columns hold dates, how they are written, and what numbers they become.</summary>
/// <param name="Columns">Columns that somebody says hold dates.</param>
public sealed record DateReading(IReadOnlyList<string> Columns)
{
    /// <summary>How they are written, in the codes of <c>strftime</c>; null for ISO 8601.</summary>
    public string? Format { get; init; }

    /// <summary>What the time that has passed is counted in.</summary>
    public DateUnit Unit { get; init; }

    /// <summary>What else of a date becomes a number.</summary>
    public IReadOnlyList<DatePart> Parts { get; init; } = [];

    /// <summary>Whether columns that hold nothing but dates of ISO 8601 are dates, too.</summary>
    public bool Recognizes { get; init; } = true;

    /// <summary>What is wrong with the format.</summary>
    /// <param name="option">How problems name <c>dates</c> and <c>date_format</c>.</param>
    public IEnumerable<Problem> Check(Func<string, string> option)
    {
        if (DateFormat.Of(Format) is null)
            yield return new Problem(
                option("date_format"),
                $"'{Format}'",
                $"codes of strptime that tell year, month and day: {DateFormat.Known}",
                "Write for example '%d.%m.%Y'."
            );
        if (Format is not null && Columns.Count == 0)
            yield return new Problem(option("date_format"), "a format for no column", $"columns in '{option("dates")}'", "Name them.");
    }
}
