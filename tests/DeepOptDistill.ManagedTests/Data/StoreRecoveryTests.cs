using System.Text.Json.Nodes;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>
/// Whatever happens to a store's parts, opening it names the damage and the finished store is as if nothing had happened.
/// </summary>
public sealed class StoreRecoveryTests : IDisposable
{
    private static readonly PartRange Victim = new(1, 10, 10);

    private readonly TemporaryFolder folder = new();
    private readonly string store;

    public StoreRecoveryTests() => store = StoreSample.Complete(folder);

    public void Dispose() => folder.Dispose();

    private string VictimPath => Path.Combine(store, Victim.FileName);

    private string ManifestPath => Path.Combine(store, "manifest.json");

    [Fact]
    public void AMissingPartIsNamedAndComputedAgain()
    {
        File.Delete(VictimPath);
        AssertOnlyVictimIsMissing("no file");
    }

    [Fact]
    public void EveryTruncationIsNamedAndComputedAgain()
    {
        var whole = File.ReadAllBytes(VictimPath);
        for (var length = 0; length < whole.Length; length += 13)
        {
            File.WriteAllBytes(VictimPath, whole[..length]);
            AssertOnlyVictimIsMissing($"{length} bytes");
        }
    }

    [Fact]
    public void TrailingBytesAreNamedAndThePartComputedAgain()
    {
        File.AppendAllText(VictimPath, "x");
        AssertOnlyVictimIsMissing("bytes");
    }

    [Fact]
    public void EveryFlippedBitIsNamedAndThePartComputedAgain()
    {
        var whole = File.ReadAllBytes(VictimPath);
        for (var bit = 0; bit < whole.Length * 8; bit += 37)
        {
            byte[] altered = [.. whole];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(VictimPath, altered);
            AssertOnlyVictimIsMissing(bit / 8 < 128 ? "header" : "SHA-256");
        }
    }

    [Fact]
    public void APartThatWasRenamedButNotListedIsComputedAgain()
    {
        // Killed between the rename of the part and that of the manifest.
        var manifest = JsonNode.Parse(File.ReadAllText(ManifestPath))!;
        manifest["parts"]!.AsArray().RemoveAt(4);
        File.WriteAllText(ManifestPath, manifest.ToJsonString());
        using var opened = StoreSample.Open(folder);
        Assert.Equal([Victim], opened.Missing);
        Assert.Empty(opened.Warnings);
        StoreSample.WriteMissing(opened);
        StoreSample.AssertAllRows(opened);
    }

    [Fact]
    public void LeftoversOfAKilledWriterAreDeleted()
    {
        File.WriteAllText(AtomicFile.TemporaryBeside(VictimPath), "half a part");
        File.WriteAllText(AtomicFile.TemporaryBeside(ManifestPath), "half a manifest");
        using var opened = StoreSample.Open(folder);
        Assert.Empty(Directory.EnumerateFiles(store, "*.tmp"));
        StoreSample.AssertAllRows(opened);
    }

    private void AssertOnlyVictimIsMissing(string found)
    {
        using (var opened = StoreSample.Open(folder))
        {
            Assert.Equal([Victim], opened.Missing);
            var warning = Assert.Single(opened.Warnings);
            Assert.StartsWith(VictimPath, warning, StringComparison.Ordinal);
            Assert.Contains(found, warning);
            StoreSample.WriteMissing(opened);
        }
        AssertWhole();
    }

    private void AssertWhole()
    {
        using var opened = StoreSample.Open(folder);
        Assert.Empty(opened.Warnings);
        StoreSample.AssertAllRows(opened);
    }
}
