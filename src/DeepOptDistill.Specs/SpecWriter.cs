using DeepOptDistill.Specs.Forms;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs;

/// <summary>Writes records as the YAML that <see cref="SpecFile"/> reads back to equal records.</summary>
public static class SpecWriter
{
    /// <summary>The document without what has its default, as a person would write it.</summary>
    /// <typeparam name="T">What the document is read back as; for a family the kind is written with its options below it.</typeparam>
    public static string Write<T>(T value)
        where T : notnull => Write(value, new Writing(Everything: false));

    /// <summary>
    /// The document with every member, and the version of each kind from 2 on. It does not change when a default does, so a hash of it
    /// names the value itself, whatever the file that it was read from looked like; it changes when what a kind computes was corrected.
    /// </summary>
    /// <typeparam name="T">What the document is read back as.</typeparam>
    public static string WriteEverything<T>(T value)
        where T : notnull => Write(value, new Writing(Everything: true));

    private static string Write<T>(T value, Writing writing)
        where T : notnull
    {
        var node = FormOf.Root(typeof(T) == typeof(object) ? value.GetType() : typeof(T)).Write(value, writing);
        return NodeWriter.Write(node is MapNode map ? map with { Flow = false } : node);
    }
}
