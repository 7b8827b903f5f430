using System.Text.Json.Nodes;
using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Whatever happens to a store's manifest, no wrong row is ever read.</summary>
public sealed class ManifestRecoveryTests : IDisposable
{
    private static readonly PartRange Victim = new(1, 10, 10);

    private readonly TemporaryFolder folder = new();
    private readonly string store;

    public ManifestRecoveryTests() => store = StoreSample.Complete(folder);

    public void Dispose() => folder.Dispose();

    private string ManifestPath => Path.Combine(store, "manifest.json");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"schema\": \"deepopt.targets/2\"}")]
    public void AnUnreadableManifestMeansThatEverythingIsComputedAgain(string text)
    {
        File.WriteAllText(ManifestPath, text);
        AssertEverythingIsMissing();
    }

    [Theory]
    [InlineData("schema", "\"deepopt.targets/9\"")]
    [InlineData("key", "\"0\"")]
    [InlineData("samples", "24")]
    [InlineData("columns", "4")]
    [InlineData("part_rows", "0")]
    [InlineData("parts", "null")]
    [InlineData("parts", "[null]")]
    public void AManifestOfSomethingElseMeansThatEverythingIsComputedAgain(string key, string value)
    {
        Alter(manifest => manifest[key] = JsonNode.Parse(value));
        AssertEverythingIsMissing();
    }

    [Fact]
    public void EveryTruncatedManifestIsSurvived()
    {
        var whole = File.ReadAllText(ManifestPath);
        for (var length = 0; length < whole.Length - 1; length += 29)
        {
            File.WriteAllText(ManifestPath, whole[..length]);
            AssertEverythingIsMissing();
        }
    }

    [Theory]
    [InlineData("file", "\"../../elsewhere.npy\"")]
    [InlineData("rows", "9")]
    [InlineData("view", "-1")]
    [InlineData("first", "11")]
    [InlineData("sha256", "\"\"")]
    public void AnEntryThatFitsNoPartIsLeftOut(string key, string value)
    {
        Alter(manifest => manifest["parts"]![4]![key] = JsonNode.Parse(value));
        using var opened = StoreSample.Open(folder);
        Assert.Equal([Victim], opened.Missing);
        Assert.Single(opened.Warnings);
        StoreSample.WriteMissing(opened);
        StoreSample.AssertAllRows(opened);
    }

    [Fact]
    public void NoFlippedBitOfTheManifestGivesAWrongRow()
    {
        var whole = File.ReadAllBytes(ManifestPath);
        for (var bit = 0; bit < whole.Length * 8; bit += 131)
        {
            byte[] altered = [.. whole];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(ManifestPath, altered);
            using (var opened = StoreSample.Open(folder))
            {
                StoreSample.WriteMissing(opened);
                StoreSample.AssertAllRows(opened);
            }
            AssertWhole();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(110)]
    [InlineData(int.MaxValue)]
    public void AnotherPartLengthInTheManifestLosesTimeOnly(int partRows)
    {
        Alter(manifest => manifest["part_rows"] = partRows);
        using var opened = StoreSample.Open(folder);
        Assert.Contains("fit no part", Assert.Single(opened.Warnings));
        StoreSample.WriteMissing(opened);
        StoreSample.AssertAllRows(opened);
    }

    [Fact]
    public void AManifestThatIsAFolderIsSurvivedByAClearFailure()
    {
        File.Delete(ManifestPath);
        Directory.CreateDirectory(Path.Combine(ManifestPath, "in the way"));
        using var opened = StoreSample.Open(folder);
        Assert.Equal(6, opened.Missing.Count);
        Assert.Throws<Core.Problems.RunFailedException>(() => StoreSample.WriteMissing(opened));
    }

    private void Alter(Action<JsonNode> change)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(ManifestPath))!;
        change(manifest);
        File.WriteAllText(ManifestPath, manifest.ToJsonString());
    }

    private void AssertEverythingIsMissing()
    {
        using (var opened = StoreSample.Open(folder))
        {
            Assert.Equal(6, opened.Missing.Count);
            Assert.StartsWith(ManifestPath, Assert.Single(opened.Warnings), StringComparison.Ordinal);
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
