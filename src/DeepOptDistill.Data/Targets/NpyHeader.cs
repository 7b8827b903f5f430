using System.Buffers.Binary;
using System.Text;

namespace DeepOptDistill.Data.Targets;

/// <summary>
/// The header of a NumPy file, version 1.0, for a row-major little-endian matrix of float32 or float16:
/// magic, version, length and a Python dictionary, padded with spaces so that the data starts at a multiple of 64 bytes.
/// </summary>
/// <remarks>numpy/lib/format.py, "Format Version 1.0".</remarks>
internal static class NpyHeader
{
    private const int Preamble = 10;
    private const int Alignment = 64;

    public static byte[] Of<T>(int rows, int columns) where T : unmanaged
    {
        var text = FormattableString.Invariant($"{{'descr': '{Type<T>()}', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
        var length = (Preamble + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = new byte[length];
        ((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8, 1, 0]).CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(Preamble - 2), (ushort)(length - Preamble));
        Encoding.ASCII.GetBytes(text.PadRight(length - Preamble - 1) + "\n", header.AsSpan(Preamble));
        return header;
    }

    private static string Type<T>() => typeof(T) == typeof(float) ? "<f4" : typeof(T) == typeof(Half) ? "<f2" : throw new NotSupportedException($"found {typeof(T)}; expected float or Half.");
}
