using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Arrays;

/// <summary>How the numbers of a NumPy file lie in it.</summary>
/// <param name="Header">Bytes in front of the first number.</param>
/// <param name="Type">Their type: <c>|u1</c>, <c>&lt;f4</c>.</param>
/// <param name="IsColumnMajor">Whether the first axis changes fastest.</param>
/// <param name="Sizes">Lengths of the axes.</param>
/// <remarks>numpy/lib/format.py, versions 1.0 to 3.0.</remarks>
internal sealed partial record NpyLayout(long Header, string Type, bool IsColumnMajor, IReadOnlyList<long> Sizes)
{
    private const int LongestHeader = 1 << 16;

    /// <summary>Reads the header of a file; null where it is none of NumPy's, or one of an array of records.</summary>
    public static NpyLayout? Of(string path)
    {
        using var stream = File.OpenRead(path);
        return Of(stream);
    }

    /// <summary>The same from a stream, which need not seek.</summary>
    public static NpyLayout? Of(Stream stream)
    {
        if (Bytes(stream, 10) is not { } start || !start.AsSpan(0, 6).SequenceEqual((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8]))
            return null;
        var isShort = start[6] == 1;
        if ((isShort ? [0, 0] : Bytes(stream, 2)) is not { } rest)
            return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian([start[8], start[9], rest[0], rest[1]]);
        if (length is < 1 or > LongestHeader || Bytes(stream, length) is not { } text)
            return null;
        return Dictionary().Match(Encoding.UTF8.GetString(text)) is { Success: true } found
            ? new NpyLayout(
                (isShort ? 10 : 12) + length,
                found.Groups[1].Value,
                found.Groups[2].Value == "True",
                SizesOf(found.Groups[3].Value)
            )
            : null;
    }

    /// <summary>What is wrong with numbers of this layout in a file of so many bytes; null where nothing is.</summary>
    /// <param name="where">The file.</param>
    /// <param name="bytes">Bytes of the whole file.</param>
    public Problem? Check(string where, long bytes) =>
        Type[1..] switch
        {
            ['c', ..] => new Problem(
                where,
                "complex numbers",
                "real ones",
                "Save their absolute values, or real and imaginary parts as numbers of their own."
            ),
            ['U' or 'S' or 'a', ..] => new Problem(
                where,
                "text",
                "numbers",
                "Save numbers: names, y = numpy.unique(texts, return_inverse=True), with 'classes' for the names."
            ),
            ['O', ..] => new Problem(where, "Python objects", "numbers", "Save numpy.array(list_of_rows, dtype='float32')."),
            ['M' or 'm', ..] => new Problem(
                where,
                "dates or times",
                "numbers",
                "Save what of them matters as numbers: x.astype('datetime64[D]').astype('float64')."
            ),
            _ => Truncated(where, bytes),
        };

    private Problem? Truncated(string where, long bytes)
    {
        if (!int.TryParse(Type[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var each))
            return null;
        var count = Sizes.Aggregate(Int128.One, (product, size) => Int128.Min(product, long.MaxValue) * size);
        return Header + (count * each) > bytes
            ? new Problem(
                where,
                $"{bytes} bytes",
                $"{Header + (count * each)} for {string.Join('×', Sizes)} numbers",
                "It was not written whole: save it again."
            )
            : null;
    }

    private static IReadOnlyList<long> SizesOf(string tuple) =>
        [
            .. tuple
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(size => long.Parse(size, CultureInfo.InvariantCulture)),
        ];

    /// <summary>So many bytes; null at an earlier end.</summary>
    private static byte[]? Bytes(Stream stream, int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : null;
    }

    [GeneratedRegex(@"^\{'descr': '([^']+)', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\), \}\s*$")]
    private static partial Regex Dictionary();
}
