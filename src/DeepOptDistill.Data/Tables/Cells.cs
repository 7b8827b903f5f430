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

    /// <summary>Whether more than half of the cells that are not empty are no numbers: a few words among numbers are gaps rather than names.</summary>
    public abstract bool AreWords { get; }

    protected static bool IsFinite(double value) => Math.Abs(value) <= ContinuousColumn.Largest;
}

/// <summary>Cells of text, of which some may be numbers as the invariant culture spells them.</summary>
internal sealed record TextCells(IReadOnlyList<string> Texts) : Cells
{
    public override int Count => Texts.Count;

    public override bool AreWords => 2 * Texts.Count(IsNumber) < Texts.Count(text => text.Length > 0);

    public override string Text(int row) => Texts[row];

    public override bool TryNumber(int row, out double value) => double.TryParse(Texts[row], NumberStyles.Float, CultureInfo.InvariantCulture, out value) && IsFinite(value);

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}

/// <summary>Cells of numbers; not a number for a gap.</summary>
internal sealed record NumberCells(double[] Numbers) : Cells
{
    public override int Count => Numbers.Length;

    public override bool AreWords => false;

    public override string Text(int row) => double.IsNaN(Numbers[row]) ? "" : Numbers[row].ToString("R", CultureInfo.InvariantCulture);

    public override bool TryNumber(int row, out double value) => IsFinite(value = Numbers[row]);
}
