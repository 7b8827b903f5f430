using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>A tiny published data set: 40 + 20 images of 9×8 in four compressed IDX files.</summary>
internal static class PublishedSample
{
    private static readonly (string Name, byte[] Content)[] Contents =
    [
        ("train-images", Samples.Idx(Samples.Bytes(40 * 72, 1), 40, 9, 8)),
        ("train-labels", Samples.Idx(Samples.LabelBytes(40, 3, 2), 40)),
        ("test-images", Samples.Idx(Samples.Bytes(20 * 72, 3), 20, 9, 8)),
        ("test-labels", Samples.Idx(Samples.LabelBytes(20, 3, 4), 20)),
    ];

    public static IReadOnlyDictionary<string, byte[]> Compressed { get; } =
        Contents.ToDictionary(file => file.Name + ".gz", file => Samples.Gzip(file.Content));

    public static PublicDataset At(Uri address) =>
        new("sample", address, [.. Contents.Select(file => new PublicFile(file.Name, file.Content.Length, Samples.Sha256(file.Content)))])
        {
            DebianPackage = "dataset-sample",
        };

    /// <summary>An address where nobody listens.</summary>
    public static PublicDataset Nowhere { get; } = At(new Uri("http://127.0.0.1:1/set/"));

    public static void Serve(this LocalServer server)
    {
        foreach (var (name, bytes) in Compressed)
            server.Files[name] = bytes;
    }

    public static void WriteTo(TemporaryFolder folder, string below = "", bool plain = false)
    {
        foreach (var (name, content) in Contents)
            folder.Write(Path.Combine(below, plain ? name : name + ".gz"), plain ? content : Samples.Gzip(content));
    }
}
