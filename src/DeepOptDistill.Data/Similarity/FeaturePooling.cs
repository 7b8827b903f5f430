namespace DeepOptDistill.Data.Similarity;

/// <summary>
/// Features of a size that can be compared: maps larger than 4 × 4 become the averages of 4 × 4 windows that cover them evenly; smaller
/// maps and vectors stay as they are. Window i of n over a length L is ⌊i·L/n⌋ … ⌈(i + 1)·L/n⌉ − 1.
/// </summary>
public static class FeaturePooling
{
    /// <summary>Windows along each axis.</summary>
    public const int Windows = 4;

    /// <summary>Numbers that are left of one sample.</summary>
    /// <param name="sizes">Shape of one sample: channels, height and width, or one number of features.</param>
    public static int CountOf(IReadOnlyList<int> sizes) =>
        sizes.Count == 3 ? sizes[0] * Math.Min(sizes[1], Windows) * Math.Min(sizes[2], Windows) : sizes[0];

    /// <summary>Pools samples.</summary>
    /// <param name="features">Samples × the product of the sizes, row-major, each row channel by channel.</param>
    /// <param name="sizes">Shape of one sample.</param>
    /// <param name="pooled">Receives samples × <see cref="CountOf"/>.</param>
    public static void Pool(ReadOnlySpan<float> features, IReadOnlyList<int> sizes, Span<float> pooled)
    {
        if (sizes.Count != 3 || (sizes[1] <= Windows && sizes[2] <= Windows))
        {
            features.CopyTo(pooled);
            return;
        }
        var (height, width) = (sizes[1], sizes[2]);
        var (rows, columns) = (Math.Min(height, Windows), Math.Min(width, Windows));
        for (var (plane, place) = (0, 0); plane < features.Length; plane += height * width)
        for (var row = 0; row < rows; row++)
        for (var column = 0; column < columns; column++, place++)
            pooled[place] = Mean(features.Slice(plane, height * width), width, Window(row, rows, height), Window(column, columns, width));
    }

    private static (int Start, int End) Window(int index, int count, int length) =>
        (index * length / count, (((index + 1) * length) + count - 1) / count);

    private static float Mean(ReadOnlySpan<float> map, int width, (int Start, int End) rows, (int Start, int End) columns)
    {
        var sum = 0.0;
        for (var y = rows.Start; y < rows.End; y++)
        for (var x = columns.Start; x < columns.End; x++)
            sum += map[(y * width) + x];
        return (float)(sum / ((rows.End - rows.Start) * (columns.End - columns.Start)));
    }
}
