using System.Globalization;

namespace DeepOptDistill.Data.Tables;

/// <summary>The cells of one column as its file holds them.</summary>
internal abstract record Cells
{
    /// <summary>Cells.</summary>
    public abstract int Count { get; }

    /// <summary>A cell as text, the same in every culture; empty for a gap.</summary>
    public abstract string Text(int row);

    /// <summary>A cell as a finite number, if it is one.</summary>
    public abstract bool TryNumber(int row, out double value);

    /// <summary>Whether a cell says that there is no value.</summary>
    public abstract bool IsGap(int row);

    /// <summary>
    /// Whether more than half of the cells that are not empty are no numbers: a few words among numbers are gaps rather than names.
    /// </summary>
    /// <param name="withoutGaps">Whether cells that say that there is no value do not count either.</param>
    public abstract bool AreWords(bool withoutGaps);

    protected static bool IsFinite(double value) => Math.Abs(value) <= ContinuousColumn.Largest;
}

/// <summary>Cells of text, of which some may be numbers as the invariant culture spells them.</summary>
internal sealed record TextCells(IReadOnlyList<string> Texts, TableFormat Format) : Cells
{
    public override int Count => Texts.Count;

    public override bool IsGap(int row) => GapSpellings.Contains(Texts[row]);

    public override bool AreWords(bool withoutGaps)
    {
        var told = Texts.Where(text => text.Length > 0 && !(withoutGaps && GapSpellings.Contains(text))).ToList();
        return 2 * told.Count(IsNumber) < told.Count;
    }

    public override string Text(int row) => Texts[row];

    public override bool TryNumber(int row, out double value) =>
        double.TryParse(Texts[row], NumberStyles.Float, Format.Numbers, out value) && IsFinite(value);

    private bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, Format.Numbers, out _);
}

/// <summary>Cells of numbers; not a number for a gap.</summary>
internal sealed record NumberCells(double[] Numbers) : Cells
{
    public override int Count => Numbers.Length;

    public override bool IsGap(int row) => double.IsNaN(Numbers[row]);

    public override bool AreWords(bool withoutGaps) => false;

    public override string Text(int row) => double.IsNaN(Numbers[row]) ? "" : Numbers[row].ToString("R", CultureInfo.InvariantCulture);

    public override bool TryNumber(int row, out double value) => IsFinite(value = Numbers[row]);
}
