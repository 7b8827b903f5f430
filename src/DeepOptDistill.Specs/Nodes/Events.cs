using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DeepOptDistill.Specs.Nodes;

/// <summary>The events of a YAML text. Whatever the parser throws at a broken text is a <see cref="YamlException"/>.</summary>
/// <remarks>YamlDotNet's scanner throws InvalidOperationException for a plain scalar that begins with a brace inside brackets.</remarks>
internal sealed class Events(string text) : IParser
{
    private readonly Parser parser = new(new StringReader(text));

    public ParsingEvent? Current => parser.Current;

    public bool MoveNext()
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception error) when (error is not YamlException)
        {
            var mark = parser.Current?.End ?? new Mark(0, 1, 1);
            throw new YamlException(mark, mark, "did not understand what follows", error);
        }
    }
}
