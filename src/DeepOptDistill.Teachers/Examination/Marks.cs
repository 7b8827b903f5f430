namespace DeepOptDistill.Teachers.Examination;

/// <summary>Which questions were answered right.</summary>
internal sealed record Marks(IReadOnlyList<bool> Right)
{
    /// <summary>Share of right answers.</summary>
    public double Accuracy => Right.Count == 0 ? 0 : (double)Right.Count(r => r) / Right.Count;

    /// <summary>Those of every second question, which no choice on the others has seen.</summary>
    public Marks Judged => new([.. Right.Where((_, i) => i % 2 == 1)]);

    /// <summary>Marks classes against labels.</summary>
    public static Marks Of(IReadOnlyList<int> classes, IReadOnlyList<int> labels) => new([.. classes.Zip(labels, (c, l) => c == l)]);

    /// <summary>
    /// Whether these are better than others on the same questions beyond chance: at least 5 % of the questions more, and by McNemar's
    /// test, z = (b − c)/√(b + c) ≥ 4 with b and c the questions that only the one or only the other had right.
    /// </summary>
    public bool AreBetterThan(Marks others)
    {
        var (only, lost) = Apart(others);
        return only - lost >= 0.05 * Right.Count && only - lost >= 4 * Math.Sqrt(only + lost) && only > lost;
    }

    /// <summary>Whether these are perhaps better: by the same test, z > 2.</summary>
    public bool MayBeBetterThan(Marks others)
    {
        var (only, lost) = Apart(others);
        return only - lost > 2 * Math.Sqrt(only + lost);
    }

    /// <summary>Questions that only these, and that only the others have right.</summary>
    private (int Only, int Lost) Apart(Marks others) =>
        (Right.Zip(others.Right).Count(p => p.First && !p.Second), Right.Zip(others.Right).Count(p => !p.First && p.Second));
}
