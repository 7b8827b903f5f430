using System.Buffers.Binary;

namespace DeepOptDistill.Fuzz;

/// <summary>
/// Changes bytes: flipped bits, numbers at the edges of their types, pieces that are cut, doubled, put in or taken from another file.
/// </summary>
internal static class ByteMutation
{
    private static readonly ulong[] Edges =
    [
        0,
        1,
        2,
        127,
        128,
        255,
        256,
        65535,
        65536,
        0x7fffffff,
        0x80000000,
        0xffffffff,
        0x100000000,
        1UL << 40,
        1UL << 62,
        0x7fffffffffffffff,
        0x8000000000000000,
        0xffffffffffffffff,
    ];

    /// <summary>A number at an edge.</summary>
    public static ulong Edge(Dice dice) => dice.Of(Edges);

    /// <summary>A changed copy.</summary>
    /// <param name="bytes">A good file.</param>
    /// <param name="other">Another good file of the kind.</param>
    /// <param name="dice">Decides.</param>
    public static byte[] Of(byte[] bytes, byte[] other, Dice dice)
    {
        byte[] changed = [.. bytes];
        for (var left = dice.Changes(); left > 0; left--)
            changed = changed.Length == 0 ? other : Once(changed, other, dice);
        return changed;
    }

    private static byte[] Once(byte[] bytes, byte[] other, Dice dice)
    {
        var at = dice.Roll(bytes.Length);
        var length = Math.Min(bytes.Length - at, 1 + dice.Roll(64));
        return dice.Roll(9) switch
        {
            0 => With(bytes, at, (byte)(bytes[at] ^ (1 << dice.Roll(8)))),
            1 => With(bytes, at, dice.Byte()),
            2 => bytes[..at],
            3 => [.. bytes[..at], .. bytes[(at + length)..]],
            4 => [.. bytes[..(at + length)], .. bytes[at..]],
            5 => [.. bytes[..at], .. dice.Bytes(length), .. bytes[at..]],
            6 => [.. bytes[..at], .. other[dice.Roll(other.Length)..]],
            7 => With(bytes, dice.Roll(Math.Min(64, bytes.Length)), dice.Byte()),
            _ => Number(bytes, dice),
        };
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        bytes[at] = value;
        return bytes;
    }

    private static byte[] Number(byte[] bytes, Dice dice)
    {
        if (bytes.Length < 8)
            return bytes;
        var place = bytes.AsSpan(dice.Roll(bytes.Length - 7));
        if (dice.OneIn(2))
            BinaryPrimitives.WriteUInt64LittleEndian(place, Edge(dice));
        else
            BinaryPrimitives.WriteUInt32BigEndian(place, (uint)Edge(dice));
        return bytes;
    }
}
