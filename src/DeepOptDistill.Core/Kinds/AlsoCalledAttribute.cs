namespace DeepOptDistill.Core.Kinds;

/// <summary>What other tools call a key: whoever writes it so is told how it is called here. It is not read.</summary>
/// <param name="names">Their names, in small letters: <c>batch_size</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AlsoCalledAttribute(params string[] names) : Attribute
{
    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
