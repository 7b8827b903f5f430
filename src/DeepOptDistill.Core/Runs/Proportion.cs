namespace DeepOptDistill.Core.Runs;

/// <summary>Interval of a proportion.</summary>
public static class Proportion
{
    private const double Z95 = 1.959963984540054;

    /// <summary>
    /// 95 % Wilson score interval of a share <paramref name="share"/> of <paramref name="count"/> independent trials:
    /// (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). Unlike p ± z√(p(1−p)/n) it stays inside [0, 1] and holds near its ends.
    /// </summary>
    /// <remarks>Wilson 1927.</remarks>
    public static (double Low, double High) Wilson95(double share, int count)
    {
        var z2 = Z95 * Z95 / count;
        var half = Z95 * Math.Sqrt((share * (1 - share) / count) + (z2 / (4 * count)));
        return ((share + (z2 / 2) - half) / (1 + z2), (share + (z2 / 2) + half) / (1 + z2));
    }
}
