namespace DeepOptDistill.Core.Runs;

/// <summary>How well one label or one value is told, on the test set.</summary>
/// <param name="Name">The label or value.</param>
public sealed record OutputRecord(string Name)
{
    /// <summary>
    /// Of a label: area under the curve of precision over recall, Σ (Rₖ − Rₖ₋₁)·Pₖ over falling thresholds; null where no sample has it.
    /// </summary>
    public double? AveragePrecision { get; init; }

    /// <summary>
    /// Of a label at probability ½: harmonic mean of precision and recall, 2·TP / (2·TP + FP + FN); 0 where all three are.
    /// </summary>
    public double? F1 { get; init; }

    /// <summary>Of a label at probability ½: share of samples told correctly.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Of a label: share of samples that have it.</summary>
    public double? Share { get; init; }

    /// <summary>Of a value: 1 − Σ(y − ŷ)² / Σ(y − ȳ)².</summary>
    public double? RSquared { get; init; }

    /// <summary>Of a value, in its unit: √mean (y − ŷ)².</summary>
    public double? RootMeanSquaredError { get; init; }

    /// <summary>Of a value, in its unit: mean |y − ŷ|.</summary>
    public double? MeanAbsoluteError { get; init; }
}
