using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Targets;

/// <summary>One part on disk: a NumPy file of float32 or float16, shape (rows, columns).</summary>
internal static class PartFile
{
    private const int Chunk = 1 << 24;
    private const string Recomputed = "It is left out and will be computed again.";

    /// <summary>Writes under a temporary name and renames. Returns how the manifest lists it.</summary>
    public static unsafe ManifestPart Write<T>(string folder, PartRange range, int columns, ReadOnlySpan<T> rows)
        where T : unmanaged
    {
        var header = NpyHeader.Of<T>(range.Rows, columns);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var path = Path.Combine(folder, range.FileName);
        fixed (T* first = rows)
        {
            var numbers = (byte*)first;
            var length = (long)rows.Length * sizeof(T);
            AtomicFile.Write(
                path,
                stream =>
                {
                    stream.Write(header);
                    hash.AppendData(header);
                    for (var at = 0L; at < length; at += Chunk)
                    {
                        var piece = new ReadOnlySpan<byte>(numbers + at, (int)Math.Min(Chunk, length - at));
                        stream.Write(piece);
                        hash.AppendData(piece);
                    }
                }
            );
        }
        return new ManifestPart(range.FileName, range.View, range.First, range.Rows, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Bytes of a part's file.</summary>
    /// <param name="header">Bytes in front of the numbers.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Numbers in a row.</param>
    public static unsafe long Length<T>(int header, long rows, long columns)
        where T : unmanaged => checked(header + (rows * columns * sizeof(T)));

    /// <summary>Maps a part without reading it; for one that was just written.</summary>
    public static MappedPart<T> Map<T>(string folder, PartRange range, int columns)
        where T : unmanaged => new(Path.Combine(folder, range.FileName), NpyHeader.Of<T>(range.Rows, columns).Length, range.Rows, columns);

    /// <summary>Maps a listed part after checking length, header and hash; otherwise says what is wrong with it.</summary>
    public static (MappedPart<T>? Part, Problem? Problem) Open<T>(string folder, ManifestPart listed, int columns)
        where T : unmanaged
    {
        var path = Path.Combine(folder, listed.Range().FileName);
        var header = NpyHeader.Of<T>(listed.Rows, columns);
        var length = Length<T>(header.Length, listed.Rows, columns);
        var file = new FileInfo(path);
        if (!file.Exists)
            return (null, new Problem(path, "no file", "the part that the manifest lists", Recomputed));
        if (file.Length != length)
            return (null, new Problem(path, $"{file.Length} bytes", $"{length} bytes", Recomputed));
        try
        {
            return Checked(path, Map<T>(folder, listed.Range(), columns), header, listed.Sha256);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, new Problem(path, exception.Message, "a readable part", Recomputed));
        }
    }

    private static (MappedPart<T>? Part, Problem? Problem) Checked<T>(string path, MappedPart<T> part, byte[] header, string sha256)
        where T : unmanaged
    {
        var problem = Mismatch(path, part.Bytes(), header, sha256);
        if (problem is null)
            return (part, null);
        part.Dispose();
        return (null, problem);
    }

    private static Problem? Mismatch(string path, Stream bytes, byte[] header, string sha256)
    {
        var found = new byte[header.Length];
        bytes.ReadExactly(found);
        if (!found.AsSpan().SequenceEqual(header))
            return new Problem(path, "another NumPy header", "numbers of the type and shape that the manifest lists", Recomputed);
        bytes.Position = 0;
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return hash == sha256 ? null : new Problem(path, $"SHA-256 {hash}", $"{sha256} as the manifest lists it", Recomputed);
    }
}
