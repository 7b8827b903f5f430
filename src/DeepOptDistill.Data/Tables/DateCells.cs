using System.Globalization;

namespace DeepOptDistill.Data.Tables;

/// <summary>Cells of dates; null for a gap. As numbers they are the time since the beginning of 1970.</summary>
/// <param name="Dates">The dates, in UTC.</param>
/// <param name="Unit">What the time is counted in.</param>
internal sealed record DateCells(DateTime?[] Dates, DateUnit Unit) : Cells
{
    private const long Fine = 100;
    private static readonly long Longest = DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks;

    public override int Count => Dates.Length;

    public override bool IsGap(int row) => Dates[row] is null;

    public override bool AreWords(bool withoutGaps) => false;

    public override string Text(int row) => Dates[row] is { } date ? Iso(date) : "";

    public override bool TryNumber(int row, out double value)
    {
        value = Dates[row] is { } date ? Number(date, Unit) : double.NaN;
        return Dates[row] is not null;
    }

    /// <summary>A part of each date as a number; not a number for a gap.</summary>
    public NumberCells Part(DatePart part) => new([.. Dates.Select(date => date is { } told ? Of(told, part) : double.NaN)]);

    /// <summary>The date of a number, as ISO 8601 writes it.</summary>
    public static string Text(double number, DateUnit unit)
    {
        // To ten microseconds: that is what float64 holds of days since 1970.
        var passed = Math.Clamp(Math.Round(number * TicksOf(unit) / Fine), -DateTime.UnixEpoch.Ticks / Fine, Longest / Fine);
        return Iso(DateTime.UnixEpoch.AddTicks((long)passed * Fine));
    }

    private static double Number(DateTime date, DateUnit unit) => (double)(date.Ticks - DateTime.UnixEpoch.Ticks) / TicksOf(unit);

    private static double TicksOf(DateUnit unit) => unit == DateUnit.Days ? TimeSpan.TicksPerDay : TimeSpan.TicksPerSecond;

    private static string Iso(DateTime date) =>
        date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    private static double Of(DateTime date, DatePart part) =>
        part switch
        {
            DatePart.Year => date.Year,
            DatePart.Month => date.Month,
            DatePart.Day => date.Day,
            DatePart.DayOfWeek => ((int)date.DayOfWeek + 6) % 7,
            DatePart.DayOfYear => date.DayOfYear,
            DatePart.Hour => date.Hour,
            _ => date.Minute,
        };
}
