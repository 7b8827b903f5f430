namespace DeepOptDistill.Teachers.Examination;

/// <summary>What answers look like, whatever they mean.</summary>
internal sealed class Look
{
    public Look(float[] answers, int numbers)
    {
        var rows = answers.Chunk(numbers).ToList();
        // Minus infinity is the logarithm of zero, and the answer of a network that excludes a class.
        var finite = rows.Where(r => r.All(v => float.IsFinite(v) || float.IsNegativeInfinity(v))).ToList();
        Broken = rows.Count - finite.Count;
        Finite = [.. finite.SelectMany(r => r)];
        IsConstant = finite.Count > 1 && Enumerable.Range(0, numbers).All(k => IsOne(finite.Min(r => r[k]), finite.Max(r => r[k])));
    }

    /// <summary>The answers that are numbers throughout.</summary>
    public float[] Finite { get; }

    /// <summary>How many answers are not.</summary>
    public int Broken { get; }

    /// <summary>Whether those that are numbers are all the same, up to rounding.</summary>
    public bool IsConstant { get; }

    private static bool IsOne(float low, float high) => low == high || high - low <= 1e-6 * Math.Max(1, Math.Abs(high));
}
