namespace DeepOptDistill.Teachers.Adapters;

/// <summary>
/// One plane of pixels resized: bilinear with half-pixel centres and clamped edges, without smoothing beforehand. Output place i lies
/// at input place (i + ½)·from/to − ½, at least 0 (PyTorch, <c>interpolate(mode="bilinear", align_corners=False, antialias=False)</c>).
/// </summary>
internal sealed class Resizing(int fromHeight, int fromWidth, int height, int width)
{
    private readonly Place[] rows = Places(fromHeight, height);
    private readonly Place[] columns = Places(fromWidth, width);

    /// <summary>Writes height × width numbers from 0 to 255.</summary>
    public void Resize(ReadOnlySpan<byte> plane, Span<double> target)
    {
        for (var y = 0; y < height; y++)
        {
            var row = rows[y];
            var upper = plane.Slice(row.First * fromWidth, fromWidth);
            var lower = plane.Slice(row.Second * fromWidth, fromWidth);
            for (var x = 0; x < width; x++)
            {
                var column = columns[x];
                target[y * width + x] = row.Between(
                    column.Between(upper[column.First], upper[column.Second]),
                    column.Between(lower[column.First], lower[column.Second])
                );
            }
        }
    }

    private static Place[] Places(int from, int to) =>
        [.. Enumerable.Range(0, to).Select(i => At(Math.Max(0, (i + 0.5) * from / to - 0.5), from))];

    private static Place At(double position, int length)
    {
        var first = Math.Min((int)position, length - 1);
        return new(first, Math.Min(first + 1, length - 1), position - first);
    }

    /// <summary>Two neighbours and how far the place lies towards the second.</summary>
    private readonly record struct Place(int First, int Second, double Share)
    {
        public double Between(double first, double second) => first + Share * (second - first);
    }
}
