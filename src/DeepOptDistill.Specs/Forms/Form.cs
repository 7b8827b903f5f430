using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs.Forms;

/// <summary>How values of a type are spelt in a document, in both directions.</summary>
/// <param name="type">The type, without <see cref="Nullable{T}"/>.</param>
/// <param name="optional">Whether null is a value.</param>
internal abstract class Form(Type type, bool optional)
{
    public Type Type => type;

    public bool Optional => optional;

    /// <summary>What a person may write, for the <c>expected</c> part of a problem.</summary>
    public abstract string Expected(Catalog catalog);

    /// <summary>Reads a value and keeps its place. False where problems were reported instead.</summary>
    public bool TryRead(Node node, Reading reading, string path, out object? value)
    {
        value = null;
        if (node is BrokenNode)
            return false;
        if (node is not ScalarNode { IsNull: true })
            return TryReadValue(node, reading, path, out value);
        if (!optional)
            reading.Unfit(node, path, Expected(reading.Catalog));
        return optional;
    }

    /// <summary>Whether a node has this form by its looks, so that it may stand for a record's member without the member's key.</summary>
    public virtual bool Accepts(Node node) => false;

    /// <summary>The value as a node; null is YAML's null.</summary>
    public Node Write(object? value, Writing writing) => value is null ? writing.Scalar("null") : WriteValue(value, writing);

    /// <summary>The forms and paths of the values inside a value.</summary>
    public virtual IEnumerable<(Form Form, string Path, object? Value)> Inside(object value, string path) => [];

    protected abstract bool TryReadValue(Node node, Reading reading, string path, out object? value);

    protected abstract Node WriteValue(object value, Writing writing);
}
