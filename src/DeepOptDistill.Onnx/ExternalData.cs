using System.Globalization;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;

namespace DeepOptDistill.Onnx;

/// <summary>
/// Weights that a model keeps in files beside it (TensorProto.data_location = EXTERNAL): location, offset and length, the location
/// relative to the model's folder and never outside it.
/// </summary>
/// <param name="Folder">The model's folder.</param>
/// <param name="Stored">The tensors.</param>
internal sealed record ExternalData(string Folder, IReadOnlyList<TensorProto> Stored)
{
    private const int ChunkBytes = 1 << 26;

    /// <summary>Paths of the files.</summary>
    public IReadOnlyList<string> Files { get; } = [.. Stored.Select(t => File(t, Folder)).Distinct(StringComparer.Ordinal)];

    /// <summary>Bytes of all tensors together.</summary>
    public long Length { get; } = Stored.Sum(t => Range(t, File(t, Folder)).Length);

    /// <summary>Finds the tensors of a model that was read from a path.</summary>
    /// <exception cref="InputException">Files are missing, too short, or outside of the model's folder.</exception>
    public static ExternalData Of(ModelProto proto, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var tensors = Tensors(proto).ToList();
        InputException.ThrowIfAny([.. tensors.Select(t => Check(t, path, folder)).OfType<Problem>()]);
        return new(folder, tensors);
    }

    /// <summary>A model in memory has no folder in which to look.</summary>
    public static void Refuse(ModelProto proto, string where)
    {
        if (Tensors(proto).FirstOrDefault() is { } tensor)
            throw new InputException(
                new Problem(
                    where,
                    $"weights of '{tensor.Name}' in another file",
                    "all weights inside the model",
                    "Read the model from its path."
                )
            );
    }

    /// <summary>The stored tensors of a model that lie in other files.</summary>
    public static IEnumerable<TensorProto> Tensors(ModelProto proto) =>
        GraphWalk.Tensors(proto.Graph).Where(t => t.DataLocation == TensorProto.Types.DataLocation.External);

    /// <summary>The bytes of a tensor, at most 64 MiB at once.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Chunks(TensorProto tensor, string folder)
    {
        var (offset, length) = Range(tensor, File(tensor, folder));
        using var stream = System.IO.File.OpenRead(File(tensor, folder));
        stream.Position = offset;
        for (var done = 0L; done < length; done += ChunkBytes)
        {
            var bytes = new byte[Math.Min(ChunkBytes, length - done)];
            stream.ReadExactly(bytes);
            yield return bytes;
        }
    }

    /// <summary>Moves all of them into the model.</summary>
    public void Embed()
    {
        foreach (var tensor in Stored)
            Embed(tensor);
    }

    private void Embed(TensorProto tensor)
    {
        byte[] bytes = new byte[Range(tensor, File(tensor, Folder)).Length];
        var done = 0;
        foreach (var chunk in Chunks(tensor, Folder))
        {
            chunk.CopyTo(bytes.AsMemory(done));
            done += chunk.Length;
        }
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
        tensor.ExternalData.Clear();
        tensor.ClearDataLocation();
    }

    private static Problem? Check(TensorProto tensor, string where, string folder)
    {
        var name = Entry(tensor, "location") ?? "";
        if (name.Length == 0 || name.Contains('\0') || !IsInside(Path.GetFullPath(Path.Combine(folder, name)), folder))
            return new(
                where,
                $"weights of '{tensor.Name}' at '{name}'",
                "a file in the model's own folder",
                "Export the network again with its weights inside."
            );
        var file = Path.GetFullPath(Path.Combine(folder, name));
        if (!System.IO.File.Exists(file))
            return new(
                where,
                $"weights of '{tensor.Name}' in the missing file '{name}'",
                $"that file in {folder}",
                "Copy it there, or export with the weights inside."
            );
        if (LeavesByLink(file, folder))
            return new(
                where,
                $"weights of '{tensor.Name}' in '{name}', which a linked folder leads out of {folder}",
                "a file in the model's own folder, or a link to one file",
                "Copy the weights there, or export with the weights inside."
            );
        var ((offset, length), size) = (Range(tensor, file), SizeOf(file));
        return offset < 0 || length < 0 || length > size - offset
            ? new(
                where,
                $"weights of '{tensor.Name}', {length} bytes from byte {offset} on of '{name}', which has {size}",
                "the whole file",
                "Copy it again."
            )
            : null;
    }

    private static bool IsInside(string file, string folder) => file.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>
    /// Whether a folder on the way from the model to the file is a link that leads out. A link that is the file itself may lead anywhere:
    /// stores that keep each content once, such as Hugging Face's, lay files so.
    /// </summary>
    private static bool LeavesByLink(string file, string folder)
    {
        for (var above = Path.GetDirectoryName(file)!; IsInside(above, folder); above = Path.GetDirectoryName(above)!)
        {
            if (new DirectoryInfo(above).ResolveLinkTarget(returnFinalTarget: true) is { } target && !IsInside(target.FullName, folder))
                return true;
        }
        return false;
    }

    /// <summary>Bytes of a file, behind links.</summary>
    /// <summary>Bytes of a file, or of the one that a link leads to.</summary>
    public static long SizeOf(string file) =>
        new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.Length : new FileInfo(file).Length;

    private static string File(TensorProto tensor, string folder) => Path.Combine(folder, Entry(tensor, "location")!);

    private static (long Offset, long Length) Range(TensorProto tensor, string file)
    {
        var offset = Number(tensor, "offset") ?? 0;
        return (offset, Number(tensor, "length") ?? SizeOf(file) - offset);
    }

    private static long? Number(TensorProto tensor, string key) =>
        Entry(tensor, key) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : -1;

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;
}
