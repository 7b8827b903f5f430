using System.Text;
using DeepOptDistill.Core;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>A writer behind which no control character of a name reaches the terminal; see <see cref="VisibleText"/>.</summary>
internal sealed class VisibleWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(VisibleText.Lines(value.ToString()));

    public override void Write(char[] buffer, int index, int count) => inner.Write(VisibleText.Lines(new string(buffer, index, count)));

    public override void Write(ReadOnlySpan<char> buffer) => inner.Write(VisibleText.Lines(buffer.ToString()));

    public override void Write(string? value) => inner.Write(VisibleText.Lines(value ?? ""));

    public override void WriteLine(string? value) => inner.WriteLine(VisibleText.Lines(value ?? ""));

    public override void Flush() => inner.Flush();
}
