using System.IO.Compression;
using System.Text;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Arrays;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Headers of NumPy files that promise what the file cannot hold are refused before memory is taken.</summary>
public sealed class NpyHeaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("<f4", "(2000000000,)", "8000000128")]
    [InlineData("<f4", "(4294967296, 8)", "137438953600")]
    [InlineData("|u1", "(9223372036854775807, 2)", "18446744073709551742")]
    [InlineData("<f8", "(2147483648, 2147483648)", "36893488147419103360")]
    public void AShapeBeyondTheFileIsRefused(string type, string shape, string bytes)
    {
        folder.Write("x.npy", Header(type, shape));
        Assert.Contains($"expected {bytes} for", Refusal("x.npy"), StringComparison.Ordinal);
        Pack("x.npz", Header(type, shape));
        Assert.Contains($"expected {bytes} for", Refusal("x.npz/x"), StringComparison.Ordinal);
    }

    /// <summary>A megabyte of an archive may hold gigabytes of zeros.</summary>
    [Fact]
    public void AnArchiveThatUnpacksToVeryMuchIsRefused()
    {
        Pack("x.npz", [.. Header("<f4", "(4, 4)"), .. new byte[64]]);
        var bytes = File.ReadAllBytes(folder["x.npz"]);
        var entry = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BitConverter.GetBytes((uint)(NpyReader.LargestEntry + 1)).CopyTo(bytes, entry + 24);
        File.WriteAllBytes(folder["x.npz"], bytes);
        Assert.Contains("found 1.1 GB when it is unpacked", Refusal("x.npz/x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<c8", "complex numbers")]
    [InlineData("<c16", "complex numbers")]
    [InlineData("<U4", "text")]
    [InlineData("|S4", "text")]
    [InlineData("|O", "Python objects")]
    [InlineData("<M8[D]", "dates or times")]
    public void WhatIsNoNumberIsNamed(string type, string found)
    {
        folder.Write("x.npy", [.. Header(type, "(1, 1)"), .. new byte[16]]);
        Assert.Contains($"found {found}; expected", Refusal("x.npy"), StringComparison.Ordinal);
    }

    [Fact]
    public void AnOversizeNumberInTheShapeIsNoOverflow()
    {
        folder.Write("x.npy", Header("<f4", "(99999999999999999999999, 2)"));
        Assert.Contains("an array that cannot be read", Refusal("x.npy"), StringComparison.Ordinal);
    }

    private string Refusal(string path) =>
        Assert.Throws<InputException>(() => NpyReader.Read(new DataFolder(folder.Path), path, isLabel: false, channelsLast: false)).Message;

    private void Pack(string name, byte[] array)
    {
        using var archive = ZipFile.Open(folder[name], ZipArchiveMode.Create);
        using var stream = archive.CreateEntry("x.npy").Open();
        stream.Write(array);
    }

    private static byte[] Header(string type, string shape)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(text)];
    }
}
