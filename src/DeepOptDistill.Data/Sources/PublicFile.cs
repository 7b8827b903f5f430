using System.IO.Compression;
using System.Security.Cryptography;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Sources;

/// <summary>
/// A published file, known by its content after decompression: copies differ in how they are compressed, never in what they hold.
/// </summary>
/// <param name="Name">Name without <c>.gz</c>: <c>train-images-idx3-ubyte</c>.</param>
/// <param name="Bytes">Length of the content.</param>
/// <param name="Sha256">SHA-256 of the content, lower-case hexadecimal.</param>
public sealed record PublicFile(string Name, long Bytes, string Sha256)
{
    /// <summary>Name of the compressed file, as it is published.</summary>
    public string CompressedName => Name + ".gz";

    /// <summary>The file in a folder, compressed or plain; null when neither is there.</summary>
    public string? In(string folder) =>
        new[] { CompressedName, Name }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>What is wrong with the content of a file, gzip or plain; null when it is the published content.</summary>
    public Problem? Check(string path)
    {
        try
        {
            return Compare(path);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new Problem(path, $"a file that cannot be read ({exception.Message})", $"the published {Name}", Remedy);
        }
    }

    private const string Remedy = "Delete the file and get it again.";

    private Problem? Compare(string path)
    {
        using var file = File.OpenRead(path);
        var compressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        using Stream content = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        var (bytes, hash) = Measure(content);
        if (bytes != Bytes)
            return new Problem(path, $"{(bytes > Bytes ? "more than " : "")}{Math.Min(bytes, Bytes)} bytes of content", $"{Bytes}", Remedy);
        return hash == Sha256 ? null : new Problem(path, $"content with SHA-256 {hash}", Sha256, Remedy);
    }

    /// <summary>Reads no further than one buffer beyond the expected length, whatever the file claims.</summary>
    private (long Bytes, string Hash) Measure(Stream content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        var bytes = 0L;
        for (int read; bytes <= Bytes && (read = content.Read(buffer)) > 0; bytes += read)
            hash.AppendData(buffer, 0, read);
        return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
