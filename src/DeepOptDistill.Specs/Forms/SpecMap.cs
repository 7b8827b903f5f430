using System.Collections.ObjectModel;

namespace DeepOptDistill.Specs.Forms;

/// <summary>A map that equals another with equal entries, in any order.</summary>
internal sealed class SpecMap<T>(IDictionary<string, T> entries) : ReadOnlyDictionary<string, T>(entries)
{
    public override bool Equals(object? obj) =>
        obj is SpecMap<T> other && Count == other.Count && this.All(e => other.TryGetValue(e.Key, out var value) && Equals(e.Value, value));

    public override int GetHashCode() => this.Aggregate(Count, (hash, entry) => hash ^ HashCode.Combine(entry.Key, entry.Value));
}
