using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Wherever samples are held, they are the same samples.</summary>
public sealed class SampleBytesTests : IDisposable
{
    private const int Size = 12,
        Count = 9,
        Header = 5;
    private static readonly byte[] Whole = Samples.Bytes(Size * Count, 3);
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Ways => ["array", "numbers", "file", "mapped file", "chosen", "joined", "chosen of joined of mapped"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void SamplesAreThoseOfTheArray(string way)
    {
        var bytes = Made(way);
        Assert.Equal((Size, Count, (long)Whole.Length), (bytes.Size, bytes.Count, bytes.Length));
        for (var i = 0; i < Count; i++)
            Assert.Equal(Whole.AsSpan(i * Size, Size), bytes[i]);
        for (var first = 0; first < Count; first++)
        for (var count = 0; count <= Count - first; count++)
            Assert.Equal(Whole.AsSpan(first * Size, count * Size), bytes.Range(first, count));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void AChoiceHoldsItsSamplesInItsOrder(string way)
    {
        int[] places = [8, 0, 3, 3, 7];
        var chosen = Made(way).Select(places);
        Assert.Equal(places.SelectMany(place => Whole[(place * Size)..((place + 1) * Size)]), chosen.Range(0, places.Length).ToArray());
        Assert.Equal(Whole.AsSpan(3 * Size, Size), chosen.Select([4, 2])[1]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void ASetOfThemHasTheSameHash(string way)
    {
        var (shape, labels) = (new SampleShape(1, 3, 4), new int[Count]);
        Assert.Equal(new SampleSet("a", shape, Whole, labels, ["x"]).Hash, new SampleSet("b", shape, Made(way), labels, ["x"]).Hash);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void PlacesOutsideAreRefused(string way)
    {
        var bytes = Made(way);
        Assert.ThrowsAny<Exception>(() => bytes[Count].Length);
        Assert.ThrowsAny<Exception>(() => bytes[-1].Length);
        Assert.ThrowsAny<Exception>(() => bytes.Range(Count - 1, 2).Length);
    }

    [Fact]
    public void AFileOfAnotherLengthIsNone()
    {
        File.WriteAllBytes(folder["short"], Whole);
        Assert.Null(SampleFile.Open(folder["short"], Header, Size, Count));
        Assert.Null(SampleFile.Open(folder["short"], 0, Size, Count - 1));
    }

    [Fact]
    public void AMappedFileMayBeDeleted()
    {
        var bytes = Made("mapped file");
        File.Delete(folder["samples"]);
        Assert.Equal(Whole, bytes.Range(0, Count));
    }

    public void Dispose() => folder.Dispose();

    private SampleBytes Made(string way)
    {
        int[] order = [4, 0, 8, 2, 6, 1, 3, 7, 5];
        File.WriteAllBytes(folder["samples"], [.. new byte[Header], .. Whole]);
        return way switch
        {
            "array" => Held(Whole),
            "numbers" => new HeldBytes<int>(MemoryMarshal.Cast<byte, int>(Whole).ToArray(), Size / sizeof(int)),
            "file" => SampleFile.Open(folder["samples"], Header, Size, Count)!,
            "mapped file" => Mapped(),
            "chosen" => new ChosenBytes(
                Held([.. order.SelectMany(i => Whole[(i * Size)..((i + 1) * Size)])]),
                [.. Enumerable.Range(0, Count).Select(i => Array.IndexOf(order, i))]
            ),
            "joined" => new JoinedBytes(Held(Whole[..(4 * Size)]), Held(Whole[(4 * Size)..])),
            _ => new JoinedBytes(Mapped(), Mapped()).Select([.. Enumerable.Range(0, Count).Select(i => i % 2 == 0 ? i : Count + i)]),
        };
    }

    private SampleBytes Mapped() => SampleFile.Open(folder["samples"], Header, Size, Count, large: 1)!;

    private static HeldBytes<byte> Held(byte[] bytes) => new(bytes, Size);
}
