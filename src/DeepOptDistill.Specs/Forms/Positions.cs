using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs.Forms;

/// <summary>Where every bound value was written: by path, and by identity for records.</summary>
internal sealed class Positions
{
    private readonly Dictionary<string, Place> byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<object, Place> byObject = new(ReferenceEqualityComparer.Instance);

    public void Add(string path, Place place) => byPath[path] = place;

    public void Add(object record, Place place) => byObject[record] = place;

    public Place? Of(object record) => byObject.TryGetValue(record, out var place) ? place : null;

    /// <summary>The place of the path, or of the nearest path above it that was written.</summary>
    public Place Of(string path)
    {
        while (path.Length > 0 && !byPath.ContainsKey(path))
            path = NodePath.Parent(path);
        return byPath[path];
    }
}
