using System.Security.Cryptography;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Sizes beyond 2³¹ are counted right, and refused with a reason where an array would have to hold them.</summary>
public sealed class HugeSizesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(4096, 131_072, (1L << 31) + 128)]
    [InlineData(1, 1 << 24, (1L << 26) + 128)]
    [InlineData(int.MaxValue, 1000, (4000L * int.MaxValue) + 128)]
    public void AFileMayBeLongerThanAnArray(int rows, int columns, long expected) =>
        Assert.Equal(expected, PartFile.Length<float>(128, rows, columns));

    [Theory]
    [InlineData(2)]
    [InlineData(131_072)]
    [InlineData(1 << 24)]
    public void APartsAnswersFitIntoAnArrayTwice(int classes)
    {
        var rows = Math.Min(TargetStore.DefaultPartRows, TargetStore.RowsOfPart(classes));
        Assert.InRange(2L * rows * classes, 1, Array.MaxLength);
        Assert.True(rows == TargetStore.DefaultPartRows || rows * (long)classes > 1 << 25);
    }

    [Fact]
    public void AStoreOfAMillionClassesHasShortParts()
    {
        const int Classes = 1 << 20;
        using var store = TargetStore.Open(folder.Path, new StoreKey("data", "teacher", new Seed(1), ""), 70, 1, Classes);
        Assert.Equal([64, 6], store.Missing.Select(part => part.Rows));
        var rows = new float[6 * Classes];
        (rows[0], rows[^1]) = (1, -2);
        store.WritePart(store.Missing[1], rows);
        Assert.Equal((1f, -2f), (store.Row(0, 64)[0], store.Row(0, 69)[^1]));
        var file = Directory.GetFiles(store.Folder, "*.npy").Single();
        Assert.Contains(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
            File.ReadAllText(Path.Combine(store.Folder, "manifest.json")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(3_000_000, 1000)]
    [InlineData(long.MaxValue, int.MaxValue)]
    [InlineData(2_147_483_592, 1)]
    public void RowsThatNoArrayHoldsAreRefused(long rows, long width)
    {
        var error = Assert.Throws<InputException>(() => RowArray.Length(rows, width, "answers"));
        Assert.Contains("together at most 2,147,483,591 numbers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RowsThatOneHoldsAreNot() => Assert.Equal(Array.MaxLength, RowArray.Length(1, Array.MaxLength, "answers"));
}
