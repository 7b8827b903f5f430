namespace DeepOptDistill.Core.Kinds;

/// <summary>Marks the abstract record that is a family's contract: losses, optimizers, schedules, blocks, mixing rules.</summary>
/// <param name="name">Plural, as <c>deepopt list</c> prints it.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FamilyAttribute(string name) : Attribute
{
    /// <summary>Plural, as <c>deepopt list</c> prints it.</summary>
    public string Name { get; } = name;
}
