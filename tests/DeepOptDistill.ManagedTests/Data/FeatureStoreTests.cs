using DeepOptDistill.Core;
using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Features on disk are the numbers rounded to float16, and never those of another store.</summary>
public sealed class FeatureStoreTests : IDisposable
{
    private const int Samples = 7,
        Count = 5;
    private static readonly StoreKey Key = new("data", "teacher", new Seed(5), "");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NumbersComeBackWithinHalfAUnitOfTheLastPlace()
    {
        using var store = Open();
        Write(store, sample => [.. Enumerable.Range(1, Count).Select(i => MathF.Pow(-3.7f, i) / (sample + 1))]);
        var row = new float[Count];
        for (var sample = 0; sample < Samples; sample++)
        {
            store.Read(0, sample, row);
            for (var i = 0; i < Count; i++)
                Assert.Equal(1, row[i] / (MathF.Pow(-3.7f, i + 1) / (sample + 1)), 1.0 / 2048);
        }
    }

    [Fact]
    public void NumbersBeyondTheRangeBecomeItsEnds()
    {
        using var store = Open();
        Write(store, _ => [1e6f, -1e6f, 0, 65504, 1e-9f]);
        var row = new float[Count];
        store.Read(0, 3, row);
        Assert.Equal([65504f, -65504f, 0f, 65504f, 0f], row);
    }

    [Fact]
    public void AStoreIsReopenedAndIsNoTargetStore()
    {
        using (var store = Open())
            Write(store, _ => [1, 2, 3, 4, 5]);
        using (var again = Open())
        {
            Assert.True(again.Complete);
            Assert.Empty(again.Warnings);
        }
        using var targets = TargetStore.Open(folder.Path, Key, Samples, 1, Count);
        Assert.False(targets.Complete);
        Assert.Contains(
            "'<f2'",
            File.ReadAllText(Directory.GetFiles(folder.Path, "*.npy", SearchOption.AllDirectories).Single()),
            StringComparison.Ordinal
        );
    }

    private FeatureStore Open() => FeatureStore.Open(folder.Path, Key, Samples, 1, Count);

    private static void Write(FeatureStore store, Func<int, float[]> row)
    {
        foreach (var part in store.Missing)
            store.WritePart(part, [.. Enumerable.Range(part.First, part.Rows).SelectMany(row)]);
    }
}
