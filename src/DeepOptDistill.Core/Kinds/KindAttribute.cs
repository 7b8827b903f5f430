namespace DeepOptDistill.Core.Kinds;

/// <summary>Marks a sealed record as a member of its family, under the name that a recipe uses.</summary>
/// <param name="name">kebab-case, one spelling: <c>soft-target</c>.</param>
/// <param name="summary">One line for <c>deepopt list</c>: formula or meaning.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KindAttribute(string name, string summary) : Attribute
{
    /// <summary>kebab-case, one spelling.</summary>
    public string Name { get; } = name;

    /// <summary>One line: formula or meaning.</summary>
    public string Summary { get; } = summary;

    /// <summary>
    /// Version of the algorithm, 1 where not said. Whoever corrects what a kind computes raises it, so that what was trained or stored with
    /// the older one is not taken for the same.
    /// </summary>
    public int Version { get; init; } = 1;

    /// <summary>The name as a hash takes it: with the version behind it from 2 on, <c>dist@2</c>.</summary>
    public string VersionedName => Version == 1 ? Name : FormattableString.Invariant($"{Name}@{Version}");
}
