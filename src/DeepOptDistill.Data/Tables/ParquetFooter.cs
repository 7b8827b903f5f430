using System.Buffers.Binary;

namespace DeepOptDistill.Data.Tables;

/// <summary>
/// The description at the end of a Parquet file, in Thrift's compact form, walked through before a parser sees it: one that ends within a
/// value would keep the parser reading for ever.
/// </summary>
/// <remarks>https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md</remarks>
internal ref struct ParquetFooter
{
    private const int Deepest = 64, Tail = 8;
    private readonly ReadOnlySpan<byte> bytes;
    private int at;

    private ParquetFooter(ReadOnlySpan<byte> bytes) => this.bytes = bytes;

    /// <summary>Whether the file ends with a description that is whole. One that says nothing of itself is left to the parser.</summary>
    public static bool IsWhole(Stream file)
    {
        var tail = new byte[Tail];
        if (file.Length < Tail) return true;
        file.Position = file.Length - Tail;
        file.ReadExactly(tail);
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        file.Position = 0;
        if (length < 0 || length > file.Length - Tail) return true;
        var footer = new byte[length];
        file.Position = file.Length - Tail - length;
        file.ReadExactly(footer);
        file.Position = 0;
        return new ParquetFooter(footer).Struct(0);
    }

    private bool Struct(int depth)
    {
        if (depth > Deepest) return false;
        while (true)
        {
            if (!Byte(out var field)) return false;
            if (field == 0) return true;
            if (field >> 4 == 0 && !Number(out _)) return false;
            // A truth value of a field is in its type.
            if ((field & 15) is not (1 or 2) && !Value(field & 15, depth)) return false;
        }
    }

    private bool Value(int type, int depth) => type switch
    {
        1 or 2 or 3 => Skip(1),
        4 or 5 or 6 => Number(out _),
        7 => Skip(sizeof(double)),
        8 => Number(out var length) && Skip(length),
        9 or 10 => List(depth),
        11 => Map(depth),
        12 => Struct(depth + 1),
        _ => false,
    };

    private bool List(int depth)
    {
        if (!Byte(out var head)) return false;
        ulong count = (ulong)head >> 4;
        if (count == 15 && !Number(out count)) return false;
        return Values(count, head & 15, null, depth);
    }

    private bool Map(int depth)
    {
        if (!Number(out var count)) return false;
        if (count == 0) return true;
        return Byte(out var types) && Values(count, types >> 4, types & 15, depth);
    }

    private bool Values(ulong count, int type, int? other, int depth)
    {
        // Each takes a byte at least.
        if (depth > Deepest || count > (ulong)(bytes.Length - at)) return false;
        for (var i = 0UL; i < count; i++)
            if (!Value(type, depth + 1) || (other is { } second && !Value(second, depth + 1))) return false;
        return true;
    }

    private bool Number(out ulong number)
    {
        number = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (!Byte(out var part)) return false;
            number |= (ulong)(part & 127) << Math.Min(shift, 63);
            if (part < 128) return true;
        }
        return false;
    }

    private bool Skip(ulong count)
    {
        if (count > (ulong)(bytes.Length - at)) return false;
        at += (int)count;
        return true;
    }

    private bool Byte(out int value)
    {
        value = at < bytes.Length ? bytes[at] : 0;
        return at++ < bytes.Length;
    }
}
