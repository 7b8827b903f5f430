using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Samples;

/// <summary>
/// Which samples a network learned from, by the first 64 bits of the SHA-256 of each sample's numbers, without its label. It lies beside
/// the network, so that whoever is taught by it can see which validation and test samples are new to it.
/// </summary>
public sealed class SampleLedger
{
    /// <summary>Name of the file beside a network.</summary>
    public const string FileName = "learned.npy";

    /// <summary>One in so many samples may be a copy of a training sample, as in most data sets.</summary>
    private const int FewCopies = 100;

    private readonly HashSet<ulong> hashes;

    private SampleLedger(HashSet<ulong> hashes) => this.hashes = hashes;

    /// <summary>The ledger of all samples of some sets.</summary>
    public static SampleLedger Of(params IEnumerable<SampleSet> sets) => new([.. sets.SelectMany(Keys).SelectMany(keys => keys)]);

    /// <summary>The samples of both.</summary>
    public SampleLedger With(SampleLedger other) => new([.. hashes, .. other.hashes]);

    /// <summary>Number of different samples.</summary>
    public int Count => hashes.Count;

    /// <summary>
    /// Samples of a set that were learned from. None where one's own training samples hold all of these too and they are at most one in a
    /// hundred: such copies within a data set are known to every network that is trained on it.
    /// </summary>
    /// <param name="set">Validation or test samples.</param>
    /// <param name="train">The training samples beside them.</param>
    public int Known(SampleSet set, SampleLedger train)
    {
        List<ulong[]> known = [.. Keys(set).Where(keys => keys.Any(hashes.Contains))];
        var areCopies = FewCopies * known.Count <= set.Count && known.TrueForAll(keys => keys.Any(train.hashes.Contains));
        return areCopies ? 0 : known.Count;
    }

    /// <summary>Writes it as an array of NumPy, uint64, ascending.</summary>
    public void Write(string path)
    {
        var sorted = hashes.Order().ToArray();
        var header = NpyHeader.Of<ulong>(sorted.Length, 1);
        var bytes = new byte[header.Length + (sorted.LongLength * sizeof(ulong))];
        header.CopyTo(bytes, 0);
        for (var i = 0; i < sorted.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(header.Length + (i * sizeof(ulong))), sorted[i]);
        AtomicFile.WriteBytes(path, bytes);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InputException">The file is missing or is no such array.</exception>
    public static SampleLedger Read(string path)
    {
        byte[] bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        var start = NpyHeader.Of<ulong>(0, 1).Length;
        var rows = (bytes.Length - start) / sizeof(ulong);
        var isWhole =
            bytes.Length >= start
            && start + (rows * sizeof(ulong)) == bytes.Length
            && bytes.AsSpan(0, start).SequenceEqual(NpyHeader.Of<ulong>(rows, 1));
        if (!isWhole)
            throw Damaged(path, bytes.Length);
        return new([.. MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan(start))]);
    }

    /// <summary>
    /// For each sample its hash; of a row with a number that may stand for a gap also the hash without it: another training file has
    /// another median, and the same row is another then. Of rows whose columns are not in the order of their names also the hashes in
    /// that order: the same row may stand elsewhere with its columns moved.
    /// </summary>
    private static IEnumerable<ulong[]> Keys(SampleSet set)
    {
        var fillings = set.Shape.Columns?.FillingPlaces ?? [];
        var order = OrderOf(set.Shape.Columns?.Names ?? []);
        for (var sample = 0; sample < set.Count; sample++)
        {
            List<ulong> keys = [HashOf(set.Image(sample))];
            if (order.Length > 0)
                keys.Add(HashOf(Arranged(set.Image(sample), order)));
            if (Unfilled(set.Image(sample), fillings) is { } row)
                keys.AddRange(order.Length > 0 ? [HashOf(row), HashOf(Arranged(row, order))] : [HashOf(row)]);
            yield return [.. keys];
        }
    }

    /// <summary>The places of a row's numbers in the order of their names; none where they stand so.</summary>
    private static int[] OrderOf(IReadOnlyList<string> names)
    {
        int[] order = [.. Enumerable.Range(0, names.Count).OrderBy(place => names[place], StringComparer.Ordinal)];
        return order.SequenceEqual(Enumerable.Range(0, names.Count)) ? [] : order;
    }

    private static byte[] Arranged(ReadOnlySpan<byte> sample, int[] order)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(sample).ToArray();
        return MemoryMarshal.AsBytes(Array.ConvertAll(order, place => numbers[place]).AsSpan()).ToArray();
    }

    /// <summary>A row with a mark in place of each number that stands for a gap; null of one without such.</summary>
    private static byte[]? Unfilled(ReadOnlySpan<byte> sample, IReadOnlyList<(int Place, float Number)> fillings)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(sample);
        float[]? row = null;
        foreach (var (place, number) in fillings)
        {
            if (!numbers[place].Equals(number))
                continue;
            row ??= numbers.ToArray();
            row[place] = float.NaN;
        }
        return row is null ? null : MemoryMarshal.AsBytes(row.AsSpan()).ToArray();
    }

    /// <summary>The first 64 bits of the SHA-256 of a sample's numbers.</summary>
    internal static ulong HashOf(ReadOnlySpan<byte> sample)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(sample, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    private static InputException Damaged(string path, int bytes) =>
        new(
            new Problem(
                path,
                bytes == 0 ? "no file" : $"{bytes} bytes that are no list of hashes",
                "the samples that the network learned from, as its run wrote them",
                "Run its recipe again, or take the line 'learned' out of its teacher.yaml: what it learned from is then unknown."
            )
        );
}
