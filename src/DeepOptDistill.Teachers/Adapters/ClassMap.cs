using System.Globalization;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>
/// For each number of an answer the class that it is for. A single number for two classes is the logit of one of them against the other,
/// whose logit is then 0.
/// </summary>
/// <param name="Targets">Numbers of classes; null for a number that is dropped.</param>
/// <param name="Classes">Classes of the data set.</param>
internal sealed record ClassMap(IReadOnlyList<int?> Targets, int Classes)
{
    private readonly Lazy<bool[]> knows = new(() => KnownTo(Targets, Classes));
    private readonly Lazy<bool> merges = new(() => Targets.OfType<int>().Distinct().Count() < Targets.OfType<int>().Count());

    /// <summary>Every number is for the class of its place.</summary>
    public bool IsIdentity => Targets.Count == Classes && Targets.Select((t, i) => t == i).All(same => same);

    /// <summary>Which classes some number is for, or is said by what another class's leaves.</summary>
    public IReadOnlyList<bool> Knows => knows.Value;

    /// <summary>Whether one number tells two classes apart.</summary>
    public bool IsBinary => Classes == 2 && Targets is [not null];

    /// <summary>The targets in words, for hashes: <c>2,0,none of 10</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', Names)} of {Classes}");

    /// <summary>The targets as a description names them, by number.</summary>
    public IReadOnlyList<string> Names => [.. Targets.Select(t => t?.ToString(CultureInfo.InvariantCulture) ?? ClassNames.None)];

    /// <summary>The second of two classes by one number.</summary>
    public static ClassMap Binary { get; } = new([1], 2);

    private bool Merges => merges.Value;

    /// <summary>The data set's classes in their order.</summary>
    public static ClassMap Identity(int classes) => new([.. Enumerable.Range(0, classes).Select(c => (int?)c)], classes);

    /// <summary>
    /// Logits of classes from logits of numbers, row by row. A class that no number is for gets −∞; where several are for one, the
    /// logarithm of the sum of their probabilities.
    /// </summary>
    public void Apply(ReadOnlySpan<float> numbers, Span<float> logits)
    {
        for (var (from, to) = (0, 0); from < numbers.Length; from += Targets.Count, to += Classes)
        {
            if (Merges)
                Merge(numbers.Slice(from, Targets.Count), logits.Slice(to, Classes));
            else
                Place(numbers.Slice(from, Targets.Count), logits.Slice(to, Classes));
        }
    }

    private void Place(ReadOnlySpan<float> numbers, Span<float> logits)
    {
        logits.Fill(IsBinary ? 0 : float.NegativeInfinity);
        for (var i = 0; i < numbers.Length; i++)
            if (Targets[i] is { } target)
                logits[target] = numbers[i];
    }

    private void Merge(ReadOnlySpan<float> numbers, Span<float> logits)
    {
        var largest = double.NegativeInfinity;
        for (var i = 0; i < numbers.Length; i++)
            if (Targets[i] is not null)
                largest = Math.Max(largest, numbers[i]);
        var sums = new double[Classes];
        for (var i = 0; i < numbers.Length; i++)
            if (Targets[i] is { } target)
                sums[target] += Math.Exp(numbers[i] - largest);
        var total = sums.Sum();
        for (var c = 0; c < Classes; c++)
            logits[c] = Knows[c] ? (float)Math.Max(Math.Log(sums[c] / total), Answers.LowestLog) : float.NegativeInfinity;
    }

    private static bool[] KnownTo(IReadOnlyList<int?> targets, int classes)
    {
        var known = new bool[classes];
        if (classes == 2 && targets is [not null])
            Array.Fill(known, true);
        foreach (var target in targets)
            if (target is { } one)
                known[one] = true;
        return known;
    }
}
