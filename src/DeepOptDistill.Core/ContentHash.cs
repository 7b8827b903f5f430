using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DeepOptDistill.Core;

/// <summary>
/// SHA-256 over a sequence of parts. Each part is hashed with its length before it, so that ("ab", "c") and ("a", "bc") differ.
/// Results are lower-case hexadecimal.
/// </summary>
public sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds text as UTF-8.</summary>
    public ContentHash Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    /// <summary>Adds bytes.</summary>
    public ContentHash Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        hash.AppendData(bytes);
        return this;
    }

    /// <summary>Goes on with a part whose length was added as a number before it.</summary>
    public ContentHash Append(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        return this;
    }

    /// <summary>Adds a number.</summary>
    public ContentHash Add(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
        return this;
    }

    /// <summary>The hash of everything added: 64 hexadecimal digits.</summary>
    public string Finish() => Convert.ToHexStringLower(hash.GetHashAndReset());

    /// <summary>The hash of some texts.</summary>
    public static string Of(params IEnumerable<string> parts)
    {
        using var hash = new ContentHash();
        foreach (var part in parts)
            hash.Add(part);
        return hash.Finish();
    }

    /// <summary>The plain SHA-256 of a file's bytes, as <c>sha256sum</c> prints it.</summary>
    public static string OfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();
}
