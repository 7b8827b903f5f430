using System.Globalization;

namespace DeepOptDistill.Data.Tables;

/// <summary>How a CSV file is spelt; Parquet files need none of it.</summary>
/// <param name="Separator">What stands between cells.</param>
/// <param name="Decimal">What stands before the fraction of a number.</param>
public sealed record TableFormat(char Separator = ',', char Decimal = '.')
{
    /// <summary>Separators that are looked for where there is but one column.</summary>
    internal static readonly char[] Usual = [',', ';', '\t', '|'];

    /// <summary>The words of an option: <c>;</c>, or <c>tab</c> for what no eye tells from blanks.</summary>
    /// <returns>Null where the text is not one character.</returns>
    public static char? Read(string text) => text switch
    {
        "tab" or "\\t" => '\t',
        [var one] => one,
        _ => null,
    };

    /// <summary>An option's word for a character.</summary>
    public static string Word(char one) => one == '\t' ? "tab" : one.ToString();

    /// <summary>How numbers are read.</summary>
    internal NumberFormatInfo Numbers { get; } = Decimal == '.'
        ? CultureInfo.InvariantCulture.NumberFormat
        : new NumberFormatInfo { NumberDecimalSeparator = Decimal.ToString(), NumberGroupSeparator = Decimal == ',' ? "." : "," };
}
