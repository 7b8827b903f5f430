using System.Runtime.CompilerServices;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.ManagedTests.Data.Tables;

/// <summary>
/// Files that Apache's library wrote (scripts/reference/parquet_rows.cs): every type of number, words, gaps, two row groups.
/// </summary>
public sealed class ParquetTests
{
    [Theory]
    [InlineData("rows.parquet")]
    [InlineData("rows-zstd.parquet")]
    public void ColumnsHoldWhatWasWritten(string file)
    {
        var read = TableFile.Read(In(file), new([], ["label"]));
        double[] NumbersOf(int column) => ((ContinuousColumn)read.Table.Columns[column]).Values.ToArray();
        Assert.Equal(["size", "weight", "count", "id", "new", "price", "colour"], read.Table.Columns.Select(column => column.Name));
        Assert.Equal([0.5, 1.5, 2.5, 3.5, 4.5, 5.5], NumbersOf(0));
        Assert.Equal([0, 0.25, 0.5, 0.75, 1, 1.25], NumbersOf(1));
        Assert.Equal([-2, -1, 0, 1, 2, 3], NumbersOf(2));
        Assert.Equal([5e9, 5e9 + 1, 5e9 + 2, 5e9 + 3, 5e9 + 4, 5e9 + 5], NumbersOf(3));
        Assert.Equal([1, 0, 1, 0, 1, 0], NumbersOf(4));
        Assert.Equal([0, 10, 20, 30, 40, 50], NumbersOf(5));
        Assert.Equal(["red", "blue", "", "blue", "red", "blue"], Enumerable.Range(0, 6).Select(read.Table.Columns[6].Text));
        Assert.Equal(["colour"], read.Words);
    }

    [Fact]
    public void NumbersThatAreNamesAreWordsWhereSomebodySaysSo() =>
        Assert.Equal(
            ["-2", "-1", "0", "1", "2", "3"],
            Enumerable.Range(0, 6).Select(TableFile.Read(In("rows.parquet"), new(["count"], [])).Table.Columns[2].Text)
        );

    [Fact]
    public void AGapAmongNumbersIsRefusedWithItsPlace() =>
        Assert.Contains(
            "rows-gap.parquet, row 5, column 'price': found ''; expected a finite number",
            Assert.Throws<InputException>(() => TableFile.Read(In("rows-gap.parquet"), new([], []))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void WhatIsNoParquetFileIsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("torn.parquet", File.ReadAllBytes(In("rows.parquet"))[..900]);
        folder.Write("text.parquet", "a,b\n1,2\n"u8.ToArray());
        foreach (var file in new[] { "torn.parquet", "text.parquet" })
            Assert.Contains(
                "a file that cannot be read",
                Assert.Throws<InputException>(() => TableFile.Read(folder[file], new([], []))).Message,
                StringComparison.Ordinal
            );
    }

    private static string In(string file, [CallerFilePath] string test = "") => Path.Combine(Path.GetDirectoryName(test)!, file);
}
