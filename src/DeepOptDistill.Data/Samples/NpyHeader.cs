using System.Buffers.Binary;
using System.Text;

namespace DeepOptDistill.Data.Samples;

/// <summary>
/// The header of a NumPy file, version 1.0, for a row-major little-endian matrix of float32, float16 or uint64:
/// magic, version, length and a Python dictionary, padded with spaces so that the data starts at a multiple of 64 bytes.
/// </summary>
/// <remarks>numpy/lib/format.py, "Format Version 1.0".</remarks>
internal static class NpyHeader
{
    private const int Preamble = 10;
    private const int Alignment = 64;

    public static byte[] Of<T>(int rows, int columns)
        where T : unmanaged
    {
        var text = FormattableString.Invariant($"{{'descr': '{Type<T>()}', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
        var length = (Preamble + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = new byte[length];
        ((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8, 1, 0]).CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(Preamble - 2), (ushort)(length - Preamble));
        Encoding.ASCII.GetBytes(text.PadRight(length - Preamble - 1) + "\n", header.AsSpan(Preamble));
        return header;
    }

    private static string Type<T>() =>
        default(T) switch
        {
            float => "<f4",
            Half => "<f2",
            ulong => "<u8",
            _ => throw new NotSupportedException($"found {typeof(T)}; expected float, Half or ulong."),
        };
}
