namespace DeepOptDistill.Core.Kinds;

/// <summary>A member of a family that only code makes: no file can name it, and no list shows it.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class UnlistedAttribute : Attribute;
