using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.ManagedTests.Data;

public sealed class PublicDatasetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private DataFolder Data => new(folder.Path) { Installed = [folder["installed"]], Download = false };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("sample", false)]
    [InlineData("sample", true)]
    [InlineData("installed/sample", false)]
    public void IsFoundInEveryPlaceCompressedOrPlain(string place, bool plain)
    {
        PublishedSample.WriteTo(folder, place, plain);
        Assert.Equal(Path.Combine(folder.Path, place), PublishedSample.Nowhere.Locate(Data));
        Assert.Equal(Path.Combine(folder.Path, place), PublishedSample.Nowhere.Find(Data));
    }

    [Fact]
    public void OtherCompressionOfTheSameContentIsTheSameFile()
    {
        PublishedSample.WriteTo(folder);
        var path = folder["train-labels.gz"];
        var content = Samples.Idx(Samples.LabelBytes(40, 3, 2), 40);
        using (var file = File.Create(path))
        using (var gzip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.NoCompression))
            gzip.Write(content);
        Assert.NotEqual(PublishedSample.Compressed["train-labels.gz"].Length, new FileInfo(path).Length);
        Assert.Equal(folder.Path, PublishedSample.Nowhere.Locate(Data));
    }

    [Fact]
    public void DamageInTheSetsOwnFolderIsRefusedWithEveryFileNamed()
    {
        PublishedSample.WriteTo(folder, "sample");
        Flip(folder["sample", "train-images.gz"]);
        File.WriteAllBytes(folder["sample", "test-labels.gz"], PublishedSample.Compressed["test-labels.gz"][..^12]);
        var problems = Assert.Throws<InputException>(() => PublishedSample.Nowhere.Locate(Data)).Problems;
        Assert.Equal([folder["sample", "train-images.gz"], folder["sample", "test-labels.gz"]], problems.Select(p => p.Where));
    }

    [Fact]
    public void PlainFilesOfOtherLengthOrContentAreRefused()
    {
        PublishedSample.WriteTo(folder, "sample", plain: true);
        File.AppendAllText(folder["sample", "train-labels"], "x");
        Flip(folder["sample", "test-labels"]);
        var problems = Assert.Throws<InputException>(() => PublishedSample.Nowhere.Locate(Data)).Problems;
        Assert.Contains("more than 48 bytes", problems[0].Found);
        Assert.Contains("SHA-256", problems[1].Found);
    }

    [Fact]
    public void OtherFilesInASharedFolderArePassedOver()
    {
        PublishedSample.WriteTo(folder, plain: true);
        Flip(folder["train-images"]);
        PublishedSample.WriteTo(folder, "installed/sample");
        Assert.Equal(folder["installed/sample"], PublishedSample.Nowhere.Locate(Data));
    }

    [Fact]
    public void WithoutDataAndNetworkEveryPlaceAndRemedyIsNamed()
    {
        PublishedSample.WriteTo(folder, plain: true);
        Flip(folder["train-images"]);
        var message = Assert.Throws<InputException>(() => PublishedSample.Nowhere.Locate(Data with { Download = true })).Message;
        string[] named =
        [
            folder["sample"],
            $"{folder.Path} (train-images: ",
            folder["installed/sample"],
            "http://127.0.0.1:1/set/",
            "--data DIR",
            "deepopt data fetch sample",
            "apt-get install dataset-sample",
        ];
        Assert.All(named, text => Assert.Contains(text, message));
        Assert.False(Directory.Exists(folder["sample"]));
    }

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
