using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.ManagedTests.Data;

public sealed class DownloadTests : IDisposable
{
    private const string Images = "train-images.gz";
    private static readonly byte[] Whole = PublishedSample.Compressed[Images];

    private readonly TemporaryFolder folder = new();
    private readonly List<Progress> heard = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void GetsEveryFileAndReportsBytes()
    {
        using var server = Served();
        Assert.Equal(folder["sample"], Locate(server));
        AssertComplete();
        var images = heard.Where(p => p.Task == "download " + Images).ToList();
        Assert.All(images, p => Assert.Equal((Whole.Length, "bytes"), (p.Total, p.Unit)));
        Assert.Equal(Whole.Length, images[^1].Done);
    }

    [Fact]
    public void AsksForNothingThatIsThere()
    {
        using var server = Served();
        Locate(server);
        var requests = server.Requests.Count;
        Locate(server);
        PublishedSample.At(server.Address).Fetch(Folder);
        Assert.Equal(requests, server.Requests.Count);
        File.Delete(folder["sample", Images]);
        Locate(server);
        Assert.Equal(Images, server.Requests[requests..].Single().File);
    }

    [Fact]
    public void TakesUpABrokenConnectionWhereItBroke()
    {
        using var server = Served();
        server.BreakAfter.Enqueue(1000);
        server.BreakAfter.Enqueue(500);
        Locate(server);
        AssertComplete();
        Assert.Equal([(Images, 0), (Images, 1000), (Images, 1500)], server.Requests.Take(3));
    }

    [Fact]
    public void GoesOnWhereAStoppedRunWas()
    {
        folder.Write($"sample/{Images}.part", Whole[..700]);
        using var server = Served();
        Locate(server);
        AssertComplete();
        Assert.Equal((Images, 700), server.Requests[0]);
        Assert.True(heard[0].Done > 700 && heard[0].Total == Whole.Length);
    }

    [Fact]
    public void ACompletePartNeedsNoRequest()
    {
        folder.Write($"sample/{Images}.part", Whole);
        using var server = Served();
        Locate(server);
        AssertComplete();
        Assert.DoesNotContain(server.Requests, request => request.File == Images);
    }

    [Fact]
    public void StartsAgainWhereTheServerIgnoresRanges()
    {
        folder.Write($"sample/{Images}.part", Whole[..700]);
        using var server = Served(ignoresRanges: true);
        Locate(server);
        AssertComplete();
    }

    [Theory]
    [InlineData(300)]
    [InlineData(100_000)]
    public void APartOfSomethingElseIsThrownAway(int length)
    {
        folder.Write($"sample/{Images}.part", Samples.Bytes(length, 77));
        using var server = Served();
        Locate(server);
        AssertComplete();
    }

    [Fact]
    public void OtherContentIsRefusedAndNothingIsLeft()
    {
        using var server = Served();
        server.Files[Images] = Samples.Gzip(Samples.Idx(Samples.Bytes(40 * 72, 99), 40, 9, 8));
        var problem = Assert.Throws<InputException>(() => Locate(server)).Problems.Single();
        Assert.Equal(server.Address + Images, problem.Where);
        Assert.Contains("SHA-256", problem.Found);
        Assert.Empty(Directory.EnumerateFiles(folder["sample"]));
    }

    [Fact]
    public void AnEndlessAnswerIsRefused()
    {
        using var server = Served();
        server.Files[Images] = Samples.Bytes(1 << 24, 5);
        Assert.Contains("more than", Assert.Throws<InputException>(() => Locate(server)).Problems.Single().Found);
        Assert.Single(server.Requests);
        Assert.Empty(Directory.EnumerateFiles(folder["sample"]));
    }

    [Fact]
    public void AMissingFileNamesAddressAndStatus()
    {
        using var server = Served();
        server.Files.Remove("test-labels.gz");
        var message = Assert.Throws<InputException>(() => Locate(server)).Message;
        Assert.Contains(server.Address.ToString(), message);
        Assert.Contains("404", message);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("http://[")]
    [InlineData("mailto:x")]
    public void ARedirectionThatLeadsNowhereIsNamed(string location)
    {
        using var server = Served();
        server.Location = location;
        Assert.Contains(server.Address.ToString(), Assert.Throws<InputException>(() => Locate(server)).Message);
        Assert.False(Directory.Exists(folder["sample"]));
    }

    /// <summary>A byte now and then does not keep a download alive.</summary>
    [Fact]
    public async Task ASlowConnectionEnds()
    {
        using var server = Served();
        server.Between = TimeSpan.FromMilliseconds(50);
        var address = new Uri(server.Address + Images);
        var transfer = new Transfer(address, folder["slow.part"], 1 << 20) { Patience = TimeSpan.FromMilliseconds(600) };
        await Assert.ThrowsAsync<StalledException>(() => transfer.Continue(null, CancellationToken.None));
        Assert.InRange(transfer.Arrived, 1, Whole.Length - 1);
    }

    [Fact]
    public void CancellingKeepsWhatHasArrived()
    {
        using var server = Served();
        using var cancellation = new CancellationTokenSource();
        server.BreakAfter.Enqueue(1000);
        server.OnRequest = () =>
        {
            if (server.Requests.Count == 2)
                cancellation.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(() => PublishedSample.At(server.Address).Locate(Folder, null, cancellation.Token));
        Assert.True(File.Exists(folder["sample", Images + ".part"]));
        Assert.False(File.Exists(folder["sample", Images]));
        Locate(server);
        AssertComplete();
    }

    [Fact]
    public void AFolderThatCannotBeWrittenIsAFailedRun()
    {
        File.WriteAllText(folder["sample"], "a file where the folder should be");
        using var server = Served();
        var problem = Assert.Throws<RunFailedException>(() => Locate(server)).Problem;
        Assert.Equal(folder["sample", Images], problem.Where);
    }

    private DataFolder Folder => new(folder.Path) { Installed = [] };

    private static LocalServer Served(bool ignoresRanges = false)
    {
        var server = new LocalServer { IgnoresRanges = ignoresRanges };
        server.Serve();
        return server;
    }

    private string Locate(LocalServer server) => PublishedSample.At(server.Address).Locate(Folder, new Listener(heard));

    private void AssertComplete()
    {
        Assert.Equal(PublishedSample.Compressed.Keys.Order(), Directory.EnumerateFiles(folder["sample"]).Select(Path.GetFileName).Order());
        Assert.All(PublishedSample.Compressed, file => Assert.Equal(file.Value, File.ReadAllBytes(folder["sample", file.Key])));
    }

    private sealed class Listener(List<Progress> heard) : IProgress<Progress>
    {
        public void Report(Progress value) => heard.Add(value);
    }
}
