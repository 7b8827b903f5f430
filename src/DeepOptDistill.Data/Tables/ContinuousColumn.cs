using System.Globalization;
using DeepOptDistill.Data.Munge;

namespace DeepOptDistill.Data.Tables;

/// <summary>Numbers. Each side of an exchange is drawn around the other's value: N(other, |e − e'| / s).</summary>
public sealed class ContinuousColumn : Column
{
    /// <summary>The largest magnitude: differences stay finite.</summary>
    public const double Largest = 1e300;

    private readonly double[] values;

    /// <summary>A column of finite numbers.</summary>
    public ContinuousColumn(string name, double[] values) : base(name)
    {
        if (Array.Find(values, value => !(Math.Abs(value) <= Largest)) is var bad && bad != 0)
            throw new ArgumentException(FormattableString.Invariant($"{name}: found {bad}; expected finite numbers up to {Largest}."));
        this.values = values;
    }

    /// <summary>The numbers.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <inheritdoc/>
    public override int Count => values.Length;

    /// <inheritdoc/>
    public override string Text(int row) => values[row].ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The numbers moved and stretched to [0, 1]; 0 where all are equal.</summary>
    internal double[] Scaled()
    {
        var (low, high) = (values.Min(), values.Max());
        return high > low ? [.. values.Select(value => (value - low) / (high - low))] : new double[values.Length];
    }

    internal override Column Copy() => new ContinuousColumn(Name, [.. values]);

    internal override void Exchange(int row, int neighbour, Draw draw, double variance)
    {
        var (mine, other) = (values[row], values[neighbour]);
        var deviation = Math.Abs(mine - other) / variance;
        (values[row], values[neighbour]) = (other + (deviation * draw.Row), mine + (deviation * draw.Neighbour));
    }
}
