using System.Globalization;
using DeepOptDistill.Data.Drawing;

namespace DeepOptDistill.Data.Tables;

/// <summary>
/// Numbers. Each side of an exchange is drawn around the other's value: N(other, |e − e'| / s). Where gaps are marked, a number and a gap
/// are swapped, as words are: a gap has no distance.
/// </summary>
public sealed class ContinuousColumn : Column
{
    /// <summary>The largest magnitude: differences stay finite.</summary>
    public const double Largest = 1e300;

    private readonly double[] values;
    private readonly bool[]? gaps;

    /// <summary>A column of finite numbers.</summary>
    public ContinuousColumn(string name, double[] values)
        : base(name)
    {
        if (Array.Find(values, value => !(Math.Abs(value) <= Largest)) is var bad && bad != 0)
            throw new ArgumentException(FormattableString.Invariant($"{name}: found {bad}; expected finite numbers up to {Largest}."));
        this.values = values;
    }

    /// <summary>A column whose gaps were filled in.</summary>
    /// <param name="name">Its heading.</param>
    /// <param name="values">The numbers, gaps filled in.</param>
    /// <param name="filling">What they were filled with.</param>
    /// <param name="gaps">For each number whether it was a gap; kept where <paramref name="filling"/> marks them.</param>
    internal ContinuousColumn(string name, double[] values, Filling? filling, bool[] gaps)
        : this(name, values) =>
        (Filling, this.gaps, Filled) = (filling, filling is { IsMarked: true } ? gaps : null, gaps.Count(gap => gap));

    /// <summary>The numbers.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>What stands for gaps; null where they are refused.</summary>
    public Filling? Filling { get; }

    /// <summary>How many of the numbers were filled in.</summary>
    public int Filled { get; }

    /// <summary>What is counted where the numbers are dates; null where they are none.</summary>
    public DateUnit? Date { get; init; }

    /// <summary>Whether a number was filled in and is marked as such.</summary>
    public bool IsGap(int row) => gaps is not null && gaps[row];

    /// <inheritdoc/>
    public override int Count => values.Length;

    /// <inheritdoc/>
    public override string Text(int row)
    {
        if (IsGap(row))
            return "";
        return Date is { } unit ? DateCells.Text(values[row], unit) : values[row].ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>The numbers moved and stretched to [0, 1]; 0 where all are equal.</summary>
    internal double[] Scaled()
    {
        var (low, high) = (values.Min(), values.Max());
        return high > low ? [.. values.Select(value => (value - low) / (high - low))] : new double[values.Length];
    }

    internal override Column Copy() => new ContinuousColumn(Name, [.. values], Filling, [.. gaps ?? []]) { Date = Date };

    internal override void Exchange(int row, int neighbour, Draw draw, double variance)
    {
        var (mine, other) = (values[row], values[neighbour]);
        if (IsGap(row) != IsGap(neighbour))
        {
            (values[row], values[neighbour]) = (other, mine);
            (gaps![row], gaps[neighbour]) = (gaps[neighbour], gaps[row]);
            return;
        }
        var deviation = Math.Abs(mine - other) / variance;
        (values[row], values[neighbour]) = (other + (deviation * draw.Row), mine + (deviation * draw.Neighbour));
    }
}
