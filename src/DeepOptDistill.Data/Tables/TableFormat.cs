using System.Globalization;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Tables;

/// <summary>How a CSV file is spelt; Parquet files need none of it.</summary>
/// <param name="Separator">What stands between cells.</param>
/// <param name="Decimal">What stands before the fraction of a number.</param>
public sealed record TableFormat(char Separator = ',', char Decimal = '.')
{
    /// <summary>Separators that are looked for where there is but one column.</summary>
    internal static readonly char[] Usual = [',', ';', '\t', '|'];

    /// <summary>The format that two options say; everything that is wrong with them goes to the list.</summary>
    /// <param name="separator">One character, or <c>tab</c>.</param>
    /// <param name="point">A point or a comma.</param>
    /// <param name="option">How problems name <c>separator</c> and <c>decimal</c>.</param>
    /// <param name="problems">Takes the problems.</param>
    public static TableFormat Of(string separator, string point, Func<string, string> option, List<Problem> problems)
    {
        if (Read(separator) is null or '"')
            problems.Add(new Problem(option("separator"), $"'{separator}'", "one character such as ';', or tab"));
        if (point is not ("." or ","))
            problems.Add(new Problem(option("decimal"), $"'{point}'", "'.' or ','"));
        if (separator == point)
            problems.Add(
                new Problem(option("separator"), $"'{separator}', which also stands before fractions", "two that differ", "Take ';'.")
            );
        return new TableFormat(Read(separator) ?? ',', point == "," ? ',' : '.');
    }

    /// <summary>The words of an option: <c>;</c>, or <c>tab</c> for what no eye tells from blanks.</summary>
    /// <returns>Null where the text is not one character.</returns>
    private static char? Read(string text) =>
        text switch
        {
            "tab" or "\\t" => '\t',
            [var one] => one,
            _ => null,
        };

    /// <summary>An option's word for a character.</summary>
    public static string Word(char one) => one == '\t' ? "tab" : one.ToString();

    /// <summary>How numbers are read.</summary>
    internal NumberFormatInfo Numbers { get; } =
        Decimal == '.'
            ? CultureInfo.InvariantCulture.NumberFormat
            : new NumberFormatInfo { NumberDecimalSeparator = Decimal.ToString(), NumberGroupSeparator = Decimal == ',' ? "." : "," };
}
