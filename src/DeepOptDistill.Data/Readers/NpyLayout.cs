using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DeepOptDistill.Data.Readers;

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
        var start = new byte[12];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.AsSpan(0, 6).SequenceEqual((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8])) return null;
        var (preamble, length) = start[6] == 1 ? (10, BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8))) : (12, BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(8)));
        if (length is < 1 or > LongestHeader) return null;
        var text = new byte[length];
        stream.Position = preamble;
        if (stream.ReadAtLeast(text, length, throwOnEndOfStream: false) < length) return null;
        var found = Dictionary().Match(Encoding.UTF8.GetString(text));
        return found.Success
            ? new NpyLayout(preamble + length, found.Groups[1].Value, found.Groups[2].Value == "True", [.. found.Groups[3].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(size => long.Parse(size, CultureInfo.InvariantCulture))])
            : null;
    }

    [GeneratedRegex(@"^\{'descr': '([^']+)', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\), \}\s*$")]
    private static partial Regex Dictionary();
}
