using System.Diagnostics;
using System.Runtime.CompilerServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Tables;
using Parquet;
using Parquet.Schema;

namespace DeepOptDistill.ManagedTests.Data.Tables;

/// <summary>Parquet files with changed bytes are read or refused: no other exception, no reader that goes on for ever.</summary>
public sealed class DamagedParquetTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    public static TheoryData<int, byte> KnownPlaces =>
        new()
        {
            { 2421, 52 },
            { 2816, 102 },
            { 2030, 119 },
        };

    [Theory]
    [MemberData(nameof(KnownPlaces))]
    public void AByteOfTheFooterIsRefused(int place, byte value)
    {
        var bytes = File.ReadAllBytes(In("rows.parquet"));
        bytes[place] = value;
        Assert.IsType<InputException>(Attempt(bytes));
    }

    [Theory]
    [InlineData("rows.parquet", 1)]
    [InlineData("rows-zstd.parquet", 2)]
    public void ChangedBytesAreReadOrRefused(string file, int seed)
    {
        var whole = File.ReadAllBytes(In(file));
        var random = new Seed((ulong)seed).Stream();
        for (var i = 0; i < 150; i++)
        {
            var bytes = Changed(whole, ref random);
            var began = Stopwatch.GetTimestamp();
            Assert.True(Attempt(bytes) is null or InputException, $"{file}, change {i}");
            Assert.True(Stopwatch.GetElapsedTime(began) < Longest, $"{file}, change {i}");
        }
    }

    /// <summary>
    /// What would keep the parser reading for ever never reaches it: no thread is left behind, and the answer comes at once. In this file
    /// one number of a column has another type.
    /// </summary>
    [Fact]
    public void ADescriptionThatKeepsTheParserReadingIsRefusedAtOnce()
    {
        var began = Stopwatch.GetTimestamp();
        var error = Assert.IsType<InputException>(Attempt(File.ReadAllBytes(In(Path.Combine("Damaged", "endless.parquet")))));
        Assert.Contains("a description of the table that is cut", error.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5));
    }

    /// <summary>The last byte of the table's description is the end of it; without an end it goes on into nothing.</summary>
    [Theory]
    [InlineData("rows.parquet")]
    [InlineData("rows-zstd.parquet")]
    [InlineData("rows-gap.parquet")]
    public void ATableWhoseDescriptionDoesNotEndIsRefused(string file)
    {
        var bytes = File.ReadAllBytes(In(file));
        Assert.Null(Attempt(bytes));
        bytes[^9] = 0x80;
        Assert.Contains(
            "a description of the table that is cut",
            Assert.IsType<InputException>(Attempt(bytes)).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>The first byte behind the magic word begins a page: its first number has the type of another.</summary>
    [Fact]
    public void APageWhoseDescriptionIsNoneIsRefused()
    {
        var bytes = File.ReadAllBytes(In("rows.parquet"));
        bytes["PAR1".Length] = 0x13;
        Assert.Contains(
            "a description of a page that is cut",
            Assert.IsType<InputException>(Attempt(bytes)).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>To walk through descriptions is not to read pages: of four megabytes a few kilobytes are looked at.</summary>
    [Fact]
    public async Task PagesAreNotReadForTheirDescriptions()
    {
        using var folder = new TemporaryFolder();
        var numbers = new DataField<double>("n");
        using (var stream = File.Create(folder["t.parquet"]))
        {
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(numbers), stream);
            using var group = writer.CreateRowGroup();
            var random = new Seed(3).Stream();
            await group.WriteAsync<double>(numbers, Enumerable.Range(0, 500_000).Select(_ => random.NextDouble()).ToArray());
        }
        using var counted = new Counted(File.ReadAllBytes(folder["t.parquet"]));
        await using var reader = await ParquetReader.CreateAsync(counted);
        counted.Bytes = 0;
        Assert.True(ParquetStructure.HasWholePages(counted, reader.Metadata!));
        Assert.InRange(counted.Bytes, 1, 100_000);
    }

    [Theory]
    [InlineData("rows-2e9.parquet")]
    [InlineData("rows-neg.parquet")]
    public void WhatWasFoundIsRefused(string file)
    {
        var began = Stopwatch.GetTimestamp();
        Assert.IsType<InputException>(Attempt(File.ReadAllBytes(In(Path.Combine("Damaged", file)))));
        Assert.True(Stopwatch.GetElapsedTime(began) < Longest);
    }

    [Fact]
    public async Task AColumnThatIsLeftOutMayBeOfAnyType()
    {
        using var folder = new TemporaryFolder();
        var (size, when) = (new DataField<double>("size"), new DataField<Guid>("when"));
        using (var stream = File.Create(folder["t.parquet"]))
        {
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(size, when), stream);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<double>(size, new double[] { 1, 2, 3 });
            await group.WriteAsync<Guid>(when, new Guid[3]);
        }
        Assert.Equal(["size"], TableFile.Read(folder["t.parquet"], new([], ["when"])).Table.Columns.Select(column => column.Name));
        Assert.Contains(
            "column 'when'",
            Assert.Throws<InputException>(() => TableFile.Read(folder["t.parquet"], new([], []))).Message,
            StringComparison.Ordinal
        );
    }

    private sealed class Counted(byte[] bytes) : MemoryStream(bytes)
    {
        public long Bytes { get; set; }

        public override int Read(Span<byte> buffer)
        {
            Bytes += buffer.Length;
            return base.Read(buffer);
        }
    }

    private static byte[] Changed(byte[] whole, ref RandomStream random)
    {
        byte[] bytes = [.. whole];
        for (var k = random.NextInt(3); k >= 0; k--)
            bytes[random.NextInt(bytes.Length)] = (byte)random.NextInt(256);
        return random.NextInt(8) == 0 ? bytes[..random.NextInt(bytes.Length)] : bytes;
    }

    private static Exception? Attempt(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        folder.Write("t.parquet", bytes);
        return Record.Exception(() => TableFile.Read(folder["t.parquet"], new([], []) { Gaps = GapRule.Median }));
    }

    private static string In(string file, [CallerFilePath] string test = "") => Path.Combine(Path.GetDirectoryName(test)!, file);
}
