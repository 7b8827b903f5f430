using DeepOptDistill.Data.Drawing;

namespace DeepOptDistill.Data.Tables;

/// <summary>Words out of a list. An exchange swaps them.</summary>
public sealed class NominalColumn : Column
{
    private readonly int[] codes;
    private readonly IReadOnlyList<string> words;

    /// <summary>A column of words.</summary>
    public NominalColumn(string name, IReadOnlyList<string> values)
        : base(name)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        codes = [.. values.Select(value => known.TryGetValue(value, out var code) ? code : known[value] = known.Count)];
        words = [.. known.Keys];
    }

    private NominalColumn(string name, int[] codes, IReadOnlyList<string> words)
        : base(name) => (this.codes, this.words) = (codes, words);

    /// <inheritdoc/>
    public override int Count => codes.Length;

    /// <summary>The different words, in the order of first appearance.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>Place of each value in <see cref="Words"/>.</summary>
    public ReadOnlySpan<int> Codes => codes;

    /// <inheritdoc/>
    public override string Text(int row) => words[codes[row]];

    internal override Column Copy() => new NominalColumn(Name, [.. codes], words);

    internal override void Exchange(int row, int neighbour, Draw draw, double variance) =>
        (codes[row], codes[neighbour]) = (codes[neighbour], codes[row]);
}
