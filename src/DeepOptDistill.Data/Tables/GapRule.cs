namespace DeepOptDistill.Data.Tables;

/// <summary>What becomes of the gaps of a table: cells that are empty, or say that their value is missing.</summary>
public enum GapRule
{
    /// <summary>A gap among numbers is refused with its place; among words it is a word like any other.</summary>
    Refuse,

    /// <summary>A number is the median of its column in the training file, a word the one that stands for gaps.</summary>
    Median,

    /// <summary>
    /// The same, and one more number for each column of numbers that has gaps in the training file: 1 where a row's was filled in, else 0.
    /// </summary>
    Indicator,
}
