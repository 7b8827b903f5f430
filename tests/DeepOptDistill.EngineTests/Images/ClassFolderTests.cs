using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Images;

namespace DeepOptDistill.EngineTests.Images;

/// <summary>What lies in folders of classes counts once, as what it is, or is named: links, hidden folders, files of other kinds.</summary>
public sealed class ClassFolderTests : IDisposable
{
    private static readonly string Photo = Repository.In("tests", "DeepOptDistill.EngineTests", "Images", "Files", "cat", "photo.jpg");
    private readonly TemporaryFolder folder = new();

    public ClassFolderTests()
    {
        foreach (var name in new[] { "a", "b" })
        {
            Directory.CreateDirectory(folder.In("images", name));
            for (var i = 0; i < 4; i++)
                File.WriteAllBytes(folder.In("images", name, $"{i}.bmp"), Bitmap((byte)(40 * i)));
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void BitmapsAreDecoded()
    {
        var set = Load().Train;
        Assert.Equal(8, set.Count);
        Assert.Equal([0, 40, 80, 120], Enumerable.Range(0, 4).Select(i => (int)set.Image(i)[0]));
    }

    [Fact]
    public void HiddenFoldersWithinAClassAreLeftOut()
    {
        Directory.CreateDirectory(folder.In("images", "a", ".ipynb_checkpoints"));
        File.Copy(folder.In("images", "a", "0.bmp"), folder.In("images", "a", ".ipynb_checkpoints", "0-checkpoint.bmp"));
        Assert.Equal(8, Load().Train.Count);
    }

    [Fact]
    public void FilesOfOtherKindsAreCounted()
    {
        File.WriteAllText(folder.In("images", "a", "scan.tif"), "");
        File.WriteAllText(folder.In("images", "b", "scan.tif"), "");
        File.WriteAllText(folder.In("images", "b", "notes"), "");
        Assert.Contains(
            Load().Warnings,
            warning =>
                warning.EndsWith(
                    "3 files are left out, as they are no PNG, JPEG, WebP, BMP or GIF: 2 .tif, 1 without ending.",
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void AClassOfOtherFilesAloneIsRefused()
    {
        Directory.CreateDirectory(folder.In("images", "c"));
        File.WriteAllText(folder.In("images", "c", "scan.tif"), "");
        Directory.CreateDirectory(folder.In("images", "d"));
        var problems = Refusal().Problems;
        Assert.Equal(["no image that can be decoded (1 .tif)", "an empty folder"], problems.Select(problem => problem.Found));
    }

    [Fact]
    public void ALoopOfLinksIsRefused()
    {
        Directory.CreateSymbolicLink(folder.In("images", "b", "up"), folder.In("images"));
        Assert.Contains("each folder once", Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALinkedFolderOfAClassIsReadOnce()
    {
        Directory.Move(folder.In("images", "b"), folder.In("elsewhere"));
        Directory.CreateSymbolicLink(folder.In("images", "b"), folder.In("elsewhere"));
        Assert.Equal(8, Load().Train.Count);
        Directory.CreateSymbolicLink(folder.In("images", "c"), folder.In("elsewhere"));
        Assert.Contains("images would count twice", Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImagesBehindLinksAreDecodedAgainWhenTheyChange()
    {
        Directory.Move(folder.In("images"), folder.In("pool"));
        foreach (var file in Directory.EnumerateFiles(folder.In("pool"), "*", SearchOption.AllDirectories))
        {
            var link = file.Replace(folder.In("pool"), folder.In("images"), StringComparison.Ordinal);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, file);
        }
        var before = Load().Hash;
        foreach (var file in Directory.EnumerateFiles(folder.In("pool", "a")))
            File.WriteAllBytes(file, Bitmap(250));
        Assert.NotEqual(before, Load().Hash);
        Assert.Equal(250, Load().Train.Image(0)[0]);
    }

    /// <summary>A small file that claims 2.1 thousand million pixels.</summary>
    [Fact]
    public void AnImageOfVeryManyPixelsIsRefused()
    {
        var bytes = File.ReadAllBytes(Photo);
        var frame = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xc0]);
        (bytes[frame + 5], bytes[frame + 6], bytes[frame + 7], bytes[frame + 8]) = (0xb5, 0x04, 0xb5, 0x04);
        File.WriteAllBytes(folder.In("images", "a", "huge.jpg"), bytes);
        Assert.Contains("46340 × 46340 pixels, 2147 million", Refusal().Message, StringComparison.Ordinal);
    }

    private InputException Refusal() => Assert.Throws<InputException>(Load);

    private Dataset Load() =>
        new ImageFolder
        {
            Train = folder.In("images"),
            Test = folder.In("images"),
            Size = [2, 2],
            Validation = 0,
        }.Load(new DataFolder(folder.In("data")));

    /// <summary>Two by two pixels of one grey, 24 bits each, rows padded to four bytes.</summary>
    private static byte[] Bitmap(byte grey)
    {
        var bytes = new byte[54 + 16];
        "BM"u8.CopyTo(bytes);
        (bytes[2], bytes[10], bytes[14], bytes[18], bytes[22], bytes[26], bytes[28], bytes[34]) = (70, 54, 40, 2, 2, 1, 24, 16);
        for (var row = 0; row < 2; row++)
            bytes.AsSpan(54 + (8 * row), 6).Fill(grey);
        return bytes;
    }
}
