namespace DeepOptDistill.Data.Tables;

/// <summary>What stands for the gaps of a column of numbers.</summary>
/// <param name="Number">The median of the column in the training file: the middle one of its numbers, or the mean of the middle
/// two.</param>
/// <param name="IsMarked">Whether a number of its own says of each row that this one was filled in.</param>
public sealed record Filling(double Number, bool IsMarked)
{
    /// <summary>The median of some numbers, at least one.</summary>
    internal static double Median(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        // Halved before they are added: two large ones have a mean, too.
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] / 2) + (sorted[sorted.Length / 2] / 2);
    }
}
