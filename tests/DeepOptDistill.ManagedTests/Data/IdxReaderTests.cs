using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Arrays;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

public sealed class IdxReaderTests : IDisposable
{
    private static readonly byte[] Pixels = Samples.Bytes(6 * 12, 1);
    private static readonly byte[] Indices = [0, 1, 2, 2, 1, 0];
    private static readonly byte[] Images = Samples.Idx(Pixels, 6, 4, 3);
    private static readonly byte[] Labels = Samples.Idx(Indices, 6);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadsWhatWasWritten(bool compressed)
    {
        var set = Read(compressed ? Samples.Gzip(Images) : Images, compressed ? Samples.Gzip(Labels) : Labels);
        Assert.Equal((new SampleShape(1, 4, 3), 6), (set.Shape, set.Count));
        Assert.Equal(Pixels, set.Images(0, set.Count).ToArray());
        Assert.Equal(Indices.Select(index => (int)index), set.Labels);
        Assert.Equal(["0", "1", "2"], set.Classes);
        Assert.Equal(Pixels[24..36], set.Image(2).ToArray());
    }

    [Fact]
    public void ReadsColourImagesOfFourDimensions() =>
        Assert.Equal(new SampleShape(3, 2, 2), Read(Samples.Idx(Pixels, 6, 3, 2, 2), Labels).Shape);

    [Fact]
    public void EveryTruncationIsRefused()
    {
        for (var length = 0; length < Images.Length; length++)
            Assert.Contains("images", Refused(Images[..length], Labels).Where);
        for (var length = 0; length < Labels.Length; length++)
            Assert.Contains("labels", Refused(Images, Labels[..length]).Where);
    }

    [Fact]
    public void EveryTruncationOfCompressedDataIsRefusedOrLosesOnlyTheChecksum()
    {
        var whole = Samples.Gzip(Images);
        for (var length = 0; length < whole.Length - 8; length++)
            Assert.Contains("images", Refused(whole[..length], Labels).Where);
    }

    [Fact]
    public void EveryFlippedBitOfCompressedDataIsRefusedOrChangesNothing()
    {
        var whole = Samples.Gzip(Images);
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] altered = [.. whole];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(Pixels, Read(altered, Labels).Images(0, Read(altered, Labels).Count).ToArray());
            }
            catch (InputException exception)
            {
                Assert.Contains("images", exception.Problems.Single().Where);
            }
        }
    }

    [Fact]
    public void TrailingBytesAreRefused() => Assert.Contains("after the data", Refused([.. Images, 0], Labels).Found);

    [Fact]
    public void SwappedFilesAreRefusedTogether()
    {
        var problems = Assert.Throws<InputException>(() => Read(Labels, Images)).Problems;
        Assert.Equal(2, problems.Count);
        Assert.Equal("magic number 0x00000801", problems[0].Found);
        Assert.Contains("0x00000803", problems[0].Expected);
        Assert.Contains("swapped", problems[0].Remedy);
    }

    [Fact]
    public void FilesOfOtherNumbersAreRefused()
    {
        byte[] floats = [.. Images];
        floats[2] = 0x0d;
        Assert.Equal("magic number 0x00000d03", Refused(floats, Labels).Found);
    }

    [Fact]
    public void CountsThatDifferAreRefused()
    {
        var problem = Refused(Images, Samples.Idx(Indices[..5], 5));
        Assert.Equal("5 labels", problem.Found);
        Assert.StartsWith("6,", problem.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void ALabelWithoutAClassIsRefused()
    {
        var problem = Assert.Throws<InputException>(() => Read(Images, Labels, ["a", "b"])).Problems.Single();
        Assert.Equal("label 2 at image 2", problem.Found);
    }

    [Theory]
    [InlineData(0, 4, 3)]
    [InlineData(6, 0, 3)]
    [InlineData(-1, 4, 3)]
    public void DimensionsBelowOneAreRefused(int count, int height, int width) =>
        Assert.StartsWith("dimension ", Refused(Samples.Idx(Pixels, count, height, width), Labels).Found, StringComparison.Ordinal);

    [Fact]
    public void AHeaderThatPromisesTooMuchIsRefusedWithoutAllocating()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(Samples.Idx(Pixels, int.MaxValue, int.MaxValue, int.MaxValue), Labels);
        Refused(Samples.Gzip(Samples.Idx(Pixels, 1_000_000, 28, 28)), Labels);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void MissingFilesAndFoldersAreNamed()
    {
        var problems = Assert.Throws<InputException>(() => IdxReader.Read("x", folder["none"], folder.Path)).Problems;
        Assert.Equal([("no file", folder["none"]), ("a folder", folder.Path)], problems.Select(p => (p.Found, p.Where)));
    }

    private SampleSet Read(byte[] images, byte[] labels, string[]? classes = null) =>
        IdxReader.Read("sample", folder.Write("images", images), folder.Write("labels", labels), classes);

    private Problem Refused(byte[] images, byte[] labels) => Assert.Throws<InputException>(() => Read(images, labels)).Problems.Single();
}
