using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Labels;

/// <summary>Rows of numbers in one array: how many numbers they are, and a problem where an array cannot hold them.</summary>
public static class RowArray
{
    /// <summary>Numbers of all rows.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="where">What they are, in the problem.</param>
    /// <param name="remedy">What helps; null for fewer samples.</param>
    /// <exception cref="InputException">They are more than an array holds.</exception>
    public static int Length(long rows, long width, string where, string? remedy = null)
    {
        if (Check(rows, width, where, remedy) is { } problem)
            throw new InputException(problem);
        return (int)(rows * width);
    }

    /// <summary>The problem of rows that are more than an array holds; null where it holds them.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="where">What they are.</param>
    /// <param name="remedy">What helps; null for fewer samples.</param>
    public static Problem? Check(long rows, long width, string where, string? remedy = null)
    {
        if ((Int128)rows * width <= Array.MaxLength)
            return null;
        var found = FormattableString.Invariant($"{rows:#,0} rows of {width:#,0} numbers");
        var expected = FormattableString.Invariant($"together at most {Array.MaxLength:#,0} numbers, which is what an array holds");
        return new Problem(
            where,
            found,
            expected,
            remedy
                ?? FormattableString.Invariant(
                    $"Use at most {Array.MaxLength / Math.Max(1, width):#,0} samples, or fewer numbers in a row."
                )
        );
    }
}
