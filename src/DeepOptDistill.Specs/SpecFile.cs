using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Specs.Forms;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs;

/// <summary>
/// Reads YAML documents into records: properties are <c>snake_case</c> keys, families one-key maps, defaults the records' own.
/// All problems of a document are reported together, each with file, line and column.
/// </summary>
public static class SpecFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <param name="catalog">The kinds that the document may name.</param>
    /// <param name="overrides">Values that replace the file's, as <c>path=value</c> with the value in YAML:
    /// <c>stages[1].epochs=60</c>.</param>
    /// <exception cref="InputException">The file cannot be read, or its content does not fit.</exception>
    public static Spec<T> Read<T>(string path, Catalog catalog, IEnumerable<string>? overrides = null)
        where T : notnull => Parse<T>(TextFile.Read(path), path, catalog, overrides);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The document.</param>
    /// <param name="name">What problems call it, in place of a file name.</param>
    /// <param name="catalog">The kinds that the document may name.</param>
    /// <param name="overrides">Values that replace the document's, as <c>path=value</c>.</param>
    /// <exception cref="InputException">The content does not fit.</exception>
    public static Spec<T> Parse<T>(string text, string name, Catalog catalog, IEnumerable<string>? overrides = null)
        where T : notnull
    {
        var form = FormOf.Root(typeof(T));
        var reading = new Reading(catalog, new Findings(), new Positions()) { Root = form as RecordForm };
        IReadOnlyList<string> changes = [.. overrides ?? []];
        var root = Root(text, name, form, reading) is { } node ? Overrides.Apply(node, form, changes, reading) : null;
        object? value = null;
        var ok = root is not null && TryRead(root, form, reading, out value);
        reading.Findings.ThrowIfAny();
        return ok
            ? new Spec<T>((T)value!, changes.Count == 0 ? text : NodeWriter.Write(root!), reading.Positions)
            : throw new InvalidOperationException($"{name}: found a document that was refused without a problem; expected one.");
    }

    /// <summary>
    /// What can be read of a file that has problems, so that what its sound keys name can be looked at too: a value whose other keys are
    /// null, zero or their defaults. Null where nothing can be read.
    /// </summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <param name="catalog">The kinds that the document may name.</param>
    /// <param name="overrides">Values that replace the file's.</param>
    public static Spec<T>? ReadSound<T>(string path, Catalog catalog, IEnumerable<string>? overrides = null)
        where T : notnull
    {
        var form = FamilyForm.RecordOf(typeof(T));
        var reading = new Reading(catalog, new Findings(), new Positions()) { Root = form, IsLenient = true };
        var text = TextFile.Read(path);
        if (Root(text, path, form, reading) is not { } root)
            return null;
        if (Overrides.Apply(root, form, [.. overrides ?? []], reading) is not MapNode map)
            return null;
        reading.Positions.Add("", map.Place);
        // As it stands: nodes that were refused can't be written.
        return new Spec<T>((T)form.ReadSound(map.Entries, reading), text, reading.Positions);
    }

    private static Node? Root(string text, string name, Form form, Reading reading)
    {
        var root = NodeReader.Read(text, mark => new Place(name, 0, mark.Line, mark.Column), reading.Findings);
        if (root is not (null or ScalarNode { IsNull: true }))
            return root;
        reading.Findings.Add(new Place(name, 0, 1, 1), "an empty document", form.Expected(reading.Catalog));
        return null;
    }

    private static bool TryRead(Node root, Form form, Reading reading, out object? value)
    {
        reading.Positions.Add("", root.Place);
        return form.TryRead(root, reading, "", out value);
    }
}
