using System.Collections.ObjectModel;

namespace DeepOptDistill.Specs.Forms;

/// <summary>A list that equals another with equal items, so that two records read from equal texts are equal.</summary>
internal sealed class SpecList<T>(T[] items) : ReadOnlyCollection<T>(items)
{
    public override bool Equals(object? obj) => obj is SpecList<T> other && this.SequenceEqual(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in this)
            hash.Add(item);
        return hash.ToHashCode();
    }
}
