namespace DeepOptDistill.Core.Kinds;

/// <summary>
/// A record whose members exclude each other, so that one may be written by itself: the first whose form a number, text or list has.
/// </summary>
/// <param name="expected">What a person may write, for problems and lists.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BareAttribute(string expected) : Attribute
{
    /// <summary>What a person may write.</summary>
    public string Expected => expected;
}
