namespace DeepOptDistill.Data.Tables;

/// <summary>A number that a date becomes beside the time that has passed, as pandas' <c>dt</c> counts it.</summary>
public enum DatePart
{
    /// <summary>The year.</summary>
    Year,

    /// <summary>The month, from 1.</summary>
    Month,

    /// <summary>The day of the month, from 1.</summary>
    Day,

    /// <summary>The day of the week, from 0 for Monday.</summary>
    DayOfWeek,

    /// <summary>The day of the year, from 1.</summary>
    DayOfYear,

    /// <summary>The hour, from 0.</summary>
    Hour,

    /// <summary>The minute, from 0.</summary>
    Minute,
}
