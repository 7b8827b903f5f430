namespace DeepOptDistill.Core.Runs;

/// <summary>Two models that answered the same test samples, compared sample by sample.</summary>
/// <param name="Model">The one.</param>
/// <param name="Other">The other.</param>
/// <param name="Difference">Accuracy or R² of the one minus that of the other.</param>
/// <param name="Low">Low end of its 95 % interval.</param>
/// <param name="High">High end of it.</param>
/// <param name="Seeds">Trained copies of the one that it is a mean over; the interval holds their spread from two on, and that of the
/// samples always.</param>
public sealed record PairedComparison(Role Model, Role Other, double Difference, double Low, double High, int Seeds)
{
    /// <summary>Whether the interval leaves it open which of them is better.</summary>
    public bool MayBeChance => Low <= 0 && High >= 0;
}

/// <summary>(student − baseline) / (reference − baseline) in accuracy or R².</summary>
/// <param name="Closed">The share.</param>
/// <param name="Low">Low end of its 95 % interval over test samples and seeds; null where the gap itself may be chance.</param>
/// <param name="High">High end of it.</param>
public sealed record GapRecord(double Closed, double? Low, double? High);
