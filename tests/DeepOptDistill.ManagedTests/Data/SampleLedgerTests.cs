using System.Runtime.InteropServices;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Tables;

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
        Assert.Equal(0, SampleLedger.Of(Set(1, 2)).Known(validation, SampleLedger.Of()));
        // One in a hundred that stands among one's own training samples too: every network that is trained on them knows it.
        var hundred = Set([4, .. Enumerable.Range(100, 99).Select(number => (float)number)]);
        Assert.Equal(0, learned.Known(hundred, SampleLedger.Of(Set(4, 6))));
        Assert.Equal(1, learned.Known(hundred, SampleLedger.Of(Set(6))));
        // More than that is a fault of the split, and one that is new to one's own samples makes all of them count.
        Assert.Equal(2, learned.Known(validation, SampleLedger.Of(Set(3, 4))));
        Assert.Equal(2, learned.Known(validation, SampleLedger.Of(Set(4, 6))));
    }

    [Fact]
    public void EverySampleOfTheSetCounts() => Assert.Equal(3, SampleLedger.Of(Set(7)).Known(Set(7, 7, 7, 8), SampleLedger.Of()));

    /// <summary>
    /// Unix seconds are held relative to an origin: it is the same for every split of a file, so that a row is known again in another.
    /// </summary>
    [Fact]
    public void ARowOfLargeNumbersIsKnownInEverySplit()
    {
        var rows = Enumerable.Range(0, 60).Select(i => $"{1_700_000_000L + (i * (long)i * 7)},{i % 7},{"ab"[i % 2]}");
        File.WriteAllText(folder["t.csv"], $"t,x,y\n{string.Join('\n', rows)}\n");
        var spec = new TableDataset
        {
            Train = "t.csv",
            Test = "t.csv",
            Label = "y",
            Validation = 0.3,
        };
        Dataset Split(ulong seed) => spec.Load(new(folder.Path), new Core.Seed(seed));
        var learned = SampleLedger.Of(Split(1).Train);
        Assert.NotEqual(0, Split(1).Train.Shape.Columns!.Origins[0]);
        for (var seed = 2UL; seed < 12; seed++)
        {
            var other = Split(seed);
            var expected = Enumerable.Range(0, other.Validation.Count).Count(i => Holds(Split(1).Train, Seconds(other.Validation, i)));
            Assert.InRange(expected, 1, other.Validation.Count);
            Assert.Equal(expected, learned.Known(other.Validation, SampleLedger.Of()));
        }
    }

    /// <summary>
    /// Gaps are filled by the median of the training file: with another one beside it the same row has another number, and is known still;
    /// so is a row whose own number is a median.
    /// </summary>
    [Theory]
    [InlineData(GapRule.Median)]
    [InlineData(GapRule.Indicator)]
    public void ARowWithGapsIsKnownBesideOtherMedians(GapRule gaps)
    {
        var rows = Enumerable.Range(0, 60).Select(i => $"{(i % 5 == 0 ? "" : $"{i}")},{i},{"ab"[i % 2]}");
        void Write(string name, IEnumerable<string> some) => File.WriteAllText(folder[name], $"t,x,y\n{string.Join('\n', some)}\n");
        Write("learned.csv", rows);
        Write("other.csv", Enumerable.Range(200, 60).Select(i => $"{(i % 9 == 0 ? "" : $"{i}")},{i},{"ab"[i % 2]}"));
        Dataset Of(string train, string test) =>
            new TableDataset
            {
                Train = train,
                Test = test,
                Label = "y",
                Validation = 0,
                Gaps = gaps,
            }.Load(new(folder.Path), new Core.Seed(1));
        var learned = SampleLedger.Of(Of("learned.csv", "other.csv").Train);
        var beside = Of("other.csv", "learned.csv");
        Assert.NotEqual(Of("learned.csv", "other.csv").Train.Shape.Columns!.Fillings, beside.Train.Shape.Columns!.Fillings);
        Assert.Equal(60, learned.Known(beside.Test, SampleLedger.Of()));
        Assert.Equal(0, learned.Known(beside.Train, SampleLedger.Of()));
    }

    /// <summary>A row is the same row where its columns stand in another order, with gaps and words too.</summary>
    [Theory]
    [InlineData(GapRule.Median)]
    [InlineData(GapRule.Indicator)]
    public void ARowIsKnownWhereItsColumnsHaveMoved(GapRule gaps)
    {
        var rows = Enumerable
            .Range(0, 60)
            .Select(i => (T: i % 5 == 0 ? "" : $"{i}", X: $"{i * 0.5}", W: "uvw"[i % 3], Y: "ab"[i % 2]))
            .ToList();
        File.WriteAllText(folder["one.csv"], "t,x,w,y\n" + string.Concat(rows.Select(row => $"{row.T},{row.X},{row.W},{row.Y}\n")));
        File.WriteAllText(folder["moved.csv"], "y,w,x,t\n" + string.Concat(rows.Select(row => $"{row.Y},{row.W},{row.X},{row.T}\n")));
        SampleSet Of(string file) =>
            new TableDataset
            {
                Train = file,
                Test = file,
                Label = "y",
                Validation = 0,
                Gaps = gaps,
            }
                .Load(new(folder.Path), new Core.Seed(1))
                .Test;
        var learned = SampleLedger.Of(Of("one.csv"));
        Assert.Equal(60, learned.Known(Of("moved.csv"), SampleLedger.Of()));
        Assert.Equal(60, SampleLedger.Of(Of("moved.csv")).Known(Of("one.csv"), SampleLedger.Of()));
    }

    private static bool Holds(SampleSet set, double seconds) => Enumerable.Range(0, set.Count).Any(i => Seconds(set, i).Equals(seconds));

    private static double Seconds(SampleSet set, int row) =>
        Math.Round(MemoryMarshal.Cast<byte, float>(set.Image(row))[0] + set.Shape.Columns!.Origins[0]);

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
        Assert.Contains(
            "learned.npy: found",
            Assert.Throws<InputException>(() => SampleLedger.Read(folder["learned.npy"])).Message,
            StringComparison.Ordinal
        );
    }

    private static SampleSet Set(params float[] numbers) =>
        new("s", Shape, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray(), new int[numbers.Length], ["a"]);
}
