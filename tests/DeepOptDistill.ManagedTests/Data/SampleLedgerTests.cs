using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>A list of what a network learned from is read as it was written, or named as damaged.</summary>
public sealed class SampleLedgerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

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
}
