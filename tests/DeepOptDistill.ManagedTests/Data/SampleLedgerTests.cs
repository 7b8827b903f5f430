using System.Runtime.InteropServices;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>What a network learned from, and which samples of another split it knows by that.</summary>
public sealed class SampleLedgerTests
{
    private static readonly SampleShape Shape = new(1, 1, 1) { Numbers = SampleNumbers.Float32 };

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

    private static SampleSet Set(params float[] numbers) =>
        new("s", Shape, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray(), new int[numbers.Length], ["a"]);
}
