namespace DeepOptDistill.Data.Labels;

/// <summary>What was taken away from each value before it became float32; compared number by number.</summary>
/// <param name="Numbers">One a value.</param>
public sealed record ValueOrigins(IReadOnlyList<double> Numbers)
{
    /// <inheritdoc/>
    public bool Equals(ValueOrigins? other) => other is not null && Numbers.SequenceEqual(other.Numbers);

    /// <inheritdoc/>
    public override int GetHashCode() => Numbers.Count;
}
