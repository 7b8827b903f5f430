namespace DeepOptDistill.Operators;

/// <summary>An input of an operator that holds learned numbers where it is stored in the file.</summary>
/// <param name="Input">Its position.</param>
internal readonly record struct WeightPlace(int Input)
{
    /// <summary>Whether whole numbers stand for learned ones.</summary>
    public bool IsQuantized { get; init; }

    /// <summary>
    /// Whether an operator on the way looks numbers up or takes them apart, so that the stored ones are not those that are learned.
    /// </summary>
    public bool IsPacked { get; init; }

    /// <summary>Whether a single number is a constant of a formula rather than learned.</summary>
    public bool IsArithmetic { get; init; }

    /// <summary>Learned numbers in the tensor, where several share an element; null for one an element.</summary>
    public long? Count { get; init; }
}
