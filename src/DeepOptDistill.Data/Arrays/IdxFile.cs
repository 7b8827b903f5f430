using System.Buffers.Binary;
using System.IO.Compression;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Arrays;

/// <summary>
/// The content of an IDX file of unsigned bytes: 00 00, type 08, number of dimensions, each dimension as a big-endian 32-bit integer, then
/// the data.
/// </summary>
/// <param name="Dimensions">The dimensions, the number of items first.</param>
/// <param name="Data">All values, the last dimension fastest.</param>
/// <remarks>LeCun, Cortes, Burges: The MNIST database, "The IDX file format".</remarks>
internal sealed record IdxFile(int[] Dimensions, byte[] Data)
{
    private const int UnsignedByte = 0x08;
    private const int LargestGain = 1040; // Deflate cannot expand a byte into more than 1032.

    /// <summary>Reads a file, plain or gzip (told by its first bytes, not by its name).</summary>
    /// <exception cref="InputException">No such file, or not what an IDX file of that many dimensions is.</exception>
    public static IdxFile Read(string path, params ReadOnlySpan<int> ranks)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, path, ranks);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                new Problem(
                    path,
                    File.Exists(path) ? $"a file that cannot be read ({exception.Message})"
                        : Directory.Exists(path) ? "a folder"
                        : "no file",
                    "an IDX file, plain or gzip",
                    "Check the path."
                )
            );
        }
    }

    /// <summary>Reads from a stream that can seek; <paramref name="where"/> names it in problems.</summary>
    /// <exception cref="InputException">The content is not an IDX file of unsigned bytes with one of these numbers of
    /// dimensions.</exception>
    public static IdxFile Read(Stream stream, string where, params ReadOnlySpan<int> ranks)
    {
        var compressed = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
        stream.Position = 0;
        if (!compressed)
            return ReadPlain(stream, where, stream.Length, ranks);
        try
        {
            using var plain = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            return ReadPlain(plain, where, stream.Length * LargestGain, ranks);
        }
        catch (InvalidDataException exception)
        {
            throw Wrong(where, $"damaged gzip data ({exception.Message})", "a sound gzip file");
        }
    }

    private static IdxFile ReadPlain(Stream stream, string where, long available, ReadOnlySpan<int> ranks)
    {
        var dimensions = ReadDimensions(stream, where, ranks);
        var size = dimensions.Aggregate(1L, (product, dimension) => (long)Math.Min((decimal)product * dimension, long.MaxValue));
        if (size > Math.Min(available, Array.MaxLength))
            throw Wrong(where, "a truncated file", $"{size} bytes of data after the header");
        var data = new byte[size];
        var read = stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
        if (read < size)
            throw Wrong(where, $"{read} bytes of data", $"{size}, as the header says");
        if (stream.ReadByte() >= 0)
            throw Wrong(where, $"bytes after the data", $"the end of the file after {size} bytes of data");
        return new IdxFile(dimensions, data);
    }

    private static int[] ReadDimensions(Stream stream, string where, ReadOnlySpan<int> ranks)
    {
        var magic = ReadInteger(stream, where);
        var rank = magic - (UnsignedByte << 8);
        if (!ranks.Contains(rank))
            throw Wrong(
                where,
                $"magic number 0x{magic:x8}",
                $"0x{(UnsignedByte << 8) + ranks[0]:x8} (unsigned bytes, {ranks[0]} dimensions)",
                "Images and labels may be swapped, or this is no IDX file."
            );
        var dimensions = new int[rank];
        for (var i = 0; i < rank; i++)
        {
            dimensions[i] = ReadInteger(stream, where);
            if (dimensions[i] <= 0)
                throw Wrong(where, $"dimension {dimensions[i]}", "dimensions of at least 1");
        }
        return dimensions;
    }

    private static int ReadInteger(Stream stream, string where)
    {
        Span<byte> bytes = stackalloc byte[4];
        return stream.ReadAtLeast(bytes, 4, throwOnEndOfStream: false) == 4
            ? BinaryPrimitives.ReadInt32BigEndian(bytes)
            : throw Wrong(where, "a file that ends within its header", "an IDX header");
    }

    private static InputException Wrong(string where, string found, string expected, string remedy = "Get the file again.") =>
        new(new Problem(where, found, expected, remedy));
}
