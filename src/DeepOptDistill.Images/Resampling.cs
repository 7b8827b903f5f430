namespace DeepOptDistill.Images;

/// <summary>
/// One plane of bytes brought to another size: the triangle filter, widened by the factor by which a side shrinks, columns before rows,
/// each pass rounded to bytes: Pillow's <c>resize(BILINEAR)</c>, which torchvision's Resize uses on images, to within one step of 255.
/// </summary>
internal sealed class Resampling(int fromHeight, int fromWidth, int height, int width)
{
    private readonly Taps[] columns = Of(fromWidth, width);
    private readonly Taps[] rows = Of(fromHeight, height);

    /// <summary>The plane in the new size.</summary>
    public byte[] Of(byte[] plane)
    {
        if ((fromHeight, fromWidth) == (height, width))
            return plane;
        var narrow = new byte[fromHeight * width];
        for (var y = 0; y < fromHeight; y++)
        for (var x = 0; x < width; x++)
            narrow[(y * width) + x] = columns[x].Sum(plane, y * fromWidth, 1);
        var result = new byte[height * width];
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
            result[(y * width) + x] = rows[y].Sum(narrow, x, width);
        return result;
    }

    private static Taps[] Of(int from, int to)
    {
        var scale = (double)from / to;
        return [.. Enumerable.Range(0, to).Select(i => At((i + 0.5) * scale, Math.Max(1, scale), from))];
    }

    private static Taps At(double centre, double support, int from)
    {
        var first = Math.Max(0, (int)(centre - support + 0.5));
        var last = Math.Min(from, (int)(centre + support + 0.5));
        double[] weights = [.. Enumerable.Range(first, last - first).Select(x => Math.Max(0, 1 - Math.Abs((x - centre + 0.5) / support)))];
        var sum = weights.Sum();
        return new Taps(first, [.. weights.Select(weight => weight / sum)]);
    }

    /// <summary>The weights of neighbours.</summary>
    private readonly record struct Taps(int First, double[] Weights)
    {
        public byte Sum(byte[] plane, int start, int step)
        {
            var sum = 0.5;
            for (var k = 0; k < Weights.Length; k++)
                sum += Weights[k] * plane[start + ((First + k) * step)];
            return (byte)Math.Clamp(sum, 0, 255);
        }
    }
}
