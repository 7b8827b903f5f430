using System.Runtime.InteropServices;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>What a network learned from, which samples of another split it knows by that, and a list that is damaged.</summary>
public sealed class SampleLedgerTests : IDisposable
{
    private static readonly SampleShape Shape = new(1, 1, 1) { Numbers = SampleNumbers.Float32 };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void CopiesOfOnesOwnTrainingSamplesAreNoLeak()
    {
        var learned = SampleLedger.Of(Set(1, 2, 3, 4));
        var validation = Set(3, 4, 5, 5);
        Assert.Equal(2, learned.Known(validation, SampleLedger.Of()));
        // 4 stands among one's own training samples: every network that is trained on them knows it.
        Assert.Equal(1, learned.Known(validation, SampleLedger.Of(Set(4, 6))));
        Assert.Equal(0, SampleLedger.Of(Set(1, 2)).Known(validation, SampleLedger.Of()));
    }

    [Fact]
    public void EverySampleOfTheSetCounts() => Assert.Equal(3, SampleLedger.Of(Set(7)).Known(Set(7, 7, 7, 8), SampleLedger.Of()));

    /// <summary>Some bytes less than a header, none, and a number too few.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(120)]
    [InlineData(121)]
    [InlineData(127)]
    public void ACutListIsRefused(int length)
    {
        SampleLedger.Of().Write(folder["learned.npy"]);
        Assert.Equal(0, SampleLedger.Read(folder["learned.npy"]).Count);
        File.WriteAllBytes(folder["learned.npy"], File.ReadAllBytes(folder["learned.npy"])[..length]);
        Assert.Contains("learned.npy: found", Assert.Throws<InputException>(() => SampleLedger.Read(folder["learned.npy"])).Message,
            StringComparison.Ordinal);
    }

    private static SampleSet Set(params float[] numbers) =>
        new("s", Shape, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray(), new int[numbers.Length], ["a"]);
}
