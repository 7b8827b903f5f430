namespace DeepOptDistill.Data.Tables;

/// <summary>What the time of a date is counted in, from the beginning of 1970 (UTC).</summary>
public enum DateUnit
{
    /// <summary>Days, with a fraction for the time of day.</summary>
    Days,

    /// <summary>Seconds, as Unix counts them.</summary>
    Seconds,
}
