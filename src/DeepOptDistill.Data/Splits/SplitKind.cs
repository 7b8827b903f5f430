namespace DeepOptDistill.Data.Splits;

/// <summary>Which images of the training split are put aside for validation.</summary>
public enum SplitKind
{
    /// <summary>A seeded random choice with the same share of every class.</summary>
    Stratified,

    /// <summary>The last images, as they are stored.</summary>
    Tail,
}
