namespace DeepOptDistill.Core.Kinds;

/// <summary>What other tools call a key or a kind: whoever writes it so is told how it is called here. It is not read.</summary>
/// <param name="names">Their names, in small letters: <c>batch_size</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class, Inherited = true)]
public sealed class AlsoCalledAttribute(params string[] names) : Attribute
{
    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>Whether a word is one of them, however its parts are joined.</summary>
    public bool Fits(string word) => Names.Any(name => Plain(name).Equals(Plain(word), StringComparison.OrdinalIgnoreCase));

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
