namespace DeepOptDistill.Data.Tables;

/// <summary>Walks through a struct in Thrift's compact form, without building anything: how long it is, and one of its numbers.</summary>
/// <remarks>https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md</remarks>
internal ref struct ThriftStruct
{
    private const int Deepest = 64;
    private readonly ReadOnlySpan<byte> bytes;
    private readonly int wanted;
    private int at;
    private long number = -1;

    private ThriftStruct(ReadOnlySpan<byte> bytes, int wanted)
    {
        this.bytes = bytes;
        this.wanted = wanted;
    }

    /// <summary>
    /// Whether a struct that begins here ends within the bytes, and all that is known of it has the form that it has to have.
    /// </summary>
    /// <param name="bytes">The struct, and perhaps more behind it.</param>
    /// <param name="form">Its form.</param>
    /// <param name="wanted">Number of a field, of its own, that holds a whole number.</param>
    /// <param name="length">Bytes of the struct.</param>
    /// <param name="value">The field's number; −1 where it is missing.</param>
    public static bool IsWhole(ReadOnlySpan<byte> bytes, ThriftForm form, int wanted, out int length, out long value)
    {
        var walk = new ThriftStruct(bytes, wanted);
        var isWhole = walk.Struct(form, 0);
        (length, value) = (walk.at, walk.number);
        return isWhole;
    }

    private bool Struct(ThriftForm? form, int depth)
    {
        if (depth > Deepest)
            return false;
        for (var id = 0L; ; )
        {
            if (!Byte(out var field))
                return false;
            if (field == 0)
                return true;
            var told = 0UL;
            if (field >> 4 == 0 && !Number(out told))
                return false;
            id = field >> 4 == 0 ? Signed(told) : id + (field >> 4);
            if (!Field(field & 15, id, form?.Fields.GetValueOrDefault(id), depth))
                return false;
        }
    }

    private bool Field(int type, long id, ThriftForm? form, int depth)
    {
        if (form?.Is(type) == false)
            return false;
        // A truth value of a field is in its type.
        if (type is 1 or 2)
            return true;
        if (depth > 0 || id != wanted || !ThriftForm.Whole.Is(type))
            return Value(type, form, depth);
        if (!Number(out var told))
            return false;
        number = Signed(told);
        return true;
    }

    private bool Value(int type, ThriftForm? form, int depth) =>
        type switch
        {
            1 or 2 or 3 => Skip(1),
            4 or 5 or 6 => Number(out _),
            7 => Skip(sizeof(double)),
            8 => Number(out var length) && Skip(length),
            9 or 10 => List(form?.Element, depth),
            11 => Map(depth),
            12 => Struct(form, depth + 1),
            _ => false,
        };

    private bool List(ThriftForm? element, int depth)
    {
        if (!Byte(out var head))
            return false;
        ulong count = (ulong)head >> 4;
        if (count == 15 && !Number(out count))
            return false;
        var isRight = count == 0 || element?.Is(head & 15) != false;
        return isRight && Values(count, head & 15, element, null, depth);
    }

    private bool Map(int depth)
    {
        if (!Number(out var count))
            return false;
        if (count == 0)
            return true;
        return Byte(out var types) && Values(count, types >> 4, null, types & 15, depth);
    }

    private bool Values(ulong count, int type, ThriftForm? form, int? other, int depth)
    {
        // Each takes a byte at least.
        if (depth > Deepest || count > (ulong)(bytes.Length - at))
            return false;
        for (var i = 0UL; i < count; i++)
            if (!Value(type, form, depth + 1) || (other is { } second && !Value(second, null, depth + 1)))
                return false;
        return true;
    }

    private static long Signed(ulong number) => (long)(number >> 1) ^ -(long)(number & 1);

    private bool Number(out ulong number)
    {
        number = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (!Byte(out var part))
                return false;
            number |= (ulong)(part & 127) << Math.Min(shift, 63);
            if (part < 128)
                return true;
        }
        return false;
    }

    private bool Skip(ulong count)
    {
        if (count > (ulong)(bytes.Length - at))
            return false;
        at += (int)count;
        return true;
    }

    private bool Byte(out int value)
    {
        value = 0;
        if (at >= bytes.Length)
            return false;
        value = bytes[at++];
        return true;
    }
}
