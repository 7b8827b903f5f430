using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.ManagedTests.Data;

namespace DeepOptDistill.ManagedTests.Files;

/// <summary>Where results may go, and what names of strangers may do.</summary>
public sealed class PlaceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void APlaceThatCanBeWrittenIsLeftAsItWas()
    {
        WritablePlace.CheckFile("--out", folder["new", "deeper", "file.csv"]);
        WritablePlace.CheckFolder("--out", folder["new", "deeper"]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void AFolderIsNoFileAndAFileNoFolder()
    {
        folder.Write("file", [1]);
        Assert.Contains("found the folder", Refusal(() => WritablePlace.CheckFile("--out", folder.Path)), StringComparison.Ordinal);
        Assert.Contains(
            $"found the file {folder["file"]}",
            Refusal(() => WritablePlace.CheckFolder("--out", folder["file", "inner"])),
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public void AFolderThatTakesNoFilesIsNamed()
    {
        Skip.IfNot(Directory.Exists("/proc"));
        Assert.Contains(
            "--out: found the folder /proc, which cannot be written",
            Refusal(() => WritablePlace.CheckFile("--out", "/proc/deepopt/x.csv")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("fashion-cnn-a", "fashion-cnn-a")]
    [InlineData("/etc/cron.d/x", "-etc-cron.d-x")]
    [InlineData("../../x", "__-..-x")]
    [InlineData("..", "__")]
    [InlineData(@"a\b", "a-b")]
    [InlineData("", "unnamed")]
    public void ANameIsOneStepDown(string name, string expected)
    {
        Assert.Equal(expected, FolderName.Of(name));
        Assert.Equal(folder.Path, Path.GetDirectoryName(Path.GetFullPath(Path.Combine(folder.Path, FolderName.Of(name)))));
    }

    [Theory]
    [InlineData("plain – text", "plain – text")]
    [InlineData("a\u001b[2Jb\a", "a␛[2Jb␇")]
    [InlineData("one\ntwo", "one␊two")]
    [InlineData("del\u007f\u009b", "del␡\ufffd")]
    [InlineData("x\u202ecod.exe", "x\ufffdcod.exe")]
    public void WhatATerminalWouldObeyIsShown(string text, string expected) => Assert.Equal(expected, VisibleText.Of(text));

    [Fact]
    public void LinesStayLines() => Assert.Equal("a\n\tb␛", VisibleText.Lines("a\n\tb\u001b"));

    [Fact]
    public void AProblemIsOneLine() =>
        Assert.Equal("x␊y: found 'a␛'; expected b. Do c.", new Problem("x\ny", "'a\u001b'", "b", "Do c.").ToString());

    private static string Refusal(Action check) => Assert.Throws<InputException>(check).Message;
}
