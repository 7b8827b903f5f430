using DeepOptDistill.Specs.Forms;

namespace DeepOptDistill.Specs;

/// <summary>A value read from a document, which remembers where each part of it was written.</summary>
/// <typeparam name="T">The record that the document describes.</typeparam>
public sealed class Spec<T>
    where T : notnull
{
    private readonly Positions positions;

    internal Spec(T value, string yaml, Positions positions) => (Value, Yaml, this.positions) = (value, yaml, positions);

    /// <summary>The value.</summary>
    public T Value { get; }

    /// <summary>
    /// The document that was read: as it was written where nothing was overridden, else written anew with the overrides in it.
    /// </summary>
    public string Yaml { get; }

    /// <summary>
    /// Where a value was written, as <c>file:line:column</c>, or as <c>--set path</c> where an override gave it. For a value that has its
    /// default this is the place of the nearest part above it.
    /// </summary>
    /// <param name="path">Keys and indices, kinds left out: <c>stages[0].loss[1].temperature</c>; empty for the whole document.</param>
    public string Where(string path) => positions.Of(path).ToString();

    /// <summary>
    /// Where a record inside <see cref="Value"/> was written; it is known by identity, so equal records have places of their own.
    /// </summary>
    /// <param name="node">A record of this document; for a record that was not read from it the place of the document.</param>
    public string Where(object node) => node is string path ? Where(path) : (positions.Of(node) ?? positions.Of("")).ToString();
}
