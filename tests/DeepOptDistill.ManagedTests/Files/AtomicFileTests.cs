using DeepOptDistill.Core;
using DeepOptDistill.ManagedTests.Data;

namespace DeepOptDistill.ManagedTests.Files;

/// <summary>A file is whole or not there, whoever writes it and whoever else looks on.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ALinkOfAGuessedTemporaryNameLeadsNowhere()
    {
        var victim = folder.Write("victim", [1]);
        File.CreateSymbolicLink(folder["report.html.tmp"], victim);
        AtomicFile.WriteText(folder["report.html"], "new");
        Assert.Equal([1], File.ReadAllBytes(victim));
        Assert.Equal("new", File.ReadAllText(folder["report.html"]));
    }

    [Fact]
    public void ALinkInThePlaceOfTheFileIsReplacedAndWhatItLedToStays()
    {
        var victim = folder.Write("victim", [1]);
        File.CreateSymbolicLink(folder["report.html"], victim);
        AtomicFile.WriteText(folder["report.html"], "new");
        Assert.Equal([1], File.ReadAllBytes(victim));
        Assert.Null(new FileInfo(folder["report.html"]).LinkTarget);
    }

    [Fact]
    public void ManyWritersOfOneFileAllSucceedAndOneOfThemIsThere()
    {
        Parallel.For(0, 64, i => AtomicFile.WriteText(folder["file"], new string((char)('a' + (i % 26)), 10_000)));
        var text = File.ReadAllText(folder["file"]);
        Assert.Equal(10_000, text.Length);
        Assert.Single(text.Distinct());
        Assert.Single(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void AWriterThatFailsTakesOnlyItsOwnAway()
    {
        AtomicFile.WriteText(folder["file"], "old");
        AtomicFile.Write(
            folder["file"],
            stream =>
            {
                Assert.Throws<InvalidOperationException>(() =>
                    AtomicFile.Write(folder["file"], _ => throw new InvalidOperationException())
                );
                stream.Write("whole"u8);
            }
        );
        Assert.Equal("whole", File.ReadAllText(folder["file"]));
        Assert.Single(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void OnlyWhatNobodyWritesIsCleared()
    {
        File.WriteAllText(AtomicFile.TemporaryBeside(folder["file"]), "left by a killed process");
        folder.Write("notes.tmp", [1]);
        AtomicFile.Write(
            folder["file"],
            stream =>
            {
                stream.Write("new"u8);
                AtomicFile.Clear(folder.Path);
            }
        );
        Assert.Equal("new", File.ReadAllText(folder["file"]));
        Assert.Equal(["file", "notes.tmp"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
