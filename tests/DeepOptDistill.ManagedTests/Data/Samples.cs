using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Small seeded data for the tests.</summary>
internal static class Samples
{
    public static byte[] Bytes(int count, ulong seed)
    {
        var random = new Seed(seed).Stream();
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)random.NextInt(256);
        return bytes;
    }

    public static float[] Floats(int count, ulong seed, double scale = 10)
    {
        var random = new Seed(seed).Stream();
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (float)((random.NextDouble() - 0.5) * 2 * scale);
        return values;
    }

    public static int[] Labels(int count, int classes, ulong seed)
    {
        var random = new Seed(seed).Stream();
        var labels = new int[count];
        for (var i = 0; i < count; i++)
            labels[i] = random.NextInt(classes);
        return labels;
    }

    /// <summary>The same labels as IDX files hold them.</summary>
    public static byte[] LabelBytes(int count, int classes, ulong seed) => [.. Labels(count, classes, seed).Select(label => (byte)label)];

    public static SampleSet Images(int count, SampleShape shape, int classes = 10, ulong seed = 1) =>
        new(
            "sample",
            shape,
            Bytes(count * shape.Size, seed),
            Labels(count, classes, seed + 1),
            [.. Enumerable.Range(0, classes).Select(i => $"c{i}")]
        );

    public static byte[] Idx(byte[] data, params int[] dimensions)
    {
        var header = new byte[4 + 4 * dimensions.Length];
        (header[2], header[3]) = (8, (byte)dimensions.Length);
        for (var i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), dimensions[i]);
        return [.. header, .. data];
    }

    public static byte[] Gzip(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(data);
        return packed.ToArray();
    }

    public static string Sha256(byte[] data) => Convert.ToHexStringLower(SHA256.HashData(data));
}
