using System.Globalization;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;

namespace DeepOptDistill.Onnx;

/// <summary>
/// Weights that a model keeps in files beside it (TensorProto.data_location = EXTERNAL): location, offset and length, the location
/// relative to the model's folder and never outside it.
/// </summary>
internal static class ExternalData
{
    /// <summary>Moves all of them into the model; returns the paths of the files.</summary>
    public static IReadOnlyList<string> Embed(ModelProto proto, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var tensors = External(proto).ToList();
        InputException.ThrowIfAny([.. tensors.Select(t => Check(t, path, folder)).OfType<Problem>()]);
        List<string> files = [.. tensors.Select(t => Path.Combine(folder, Entry(t, "location")!)).Distinct(StringComparer.Ordinal)];
        foreach (var tensor in tensors) Move(tensor, folder);
        return files;
    }

    /// <summary>A model in memory has no folder in which to look.</summary>
    public static void Refuse(ModelProto proto, string where)
    {
        if (External(proto).FirstOrDefault() is { } tensor)
            throw new InputException(new Problem(where, $"weights of '{tensor.Name}' in another file", "all weights inside the model", "Read the model from its path."));
    }

    private static IEnumerable<TensorProto> External(ModelProto proto) =>
        GraphWalk.Tensors(proto.Graph).Where(t => t.DataLocation == TensorProto.Types.DataLocation.External);

    private static Problem? Check(TensorProto tensor, string where, string folder)
    {
        var name = Entry(tensor, "location") ?? "";
        var file = Path.GetFullPath(Path.Combine(folder, name));
        if (name.Length == 0 || !file.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal))
            return new(where, $"weights of '{tensor.Name}' at '{name}'", "a file in the model's own folder", "Export the network again with its weights inside.");
        if (!File.Exists(file))
            return new(where, $"weights of '{tensor.Name}' in the missing file '{name}'", $"that file in {folder}", "Copy it there, or export with the weights inside.");
        var (offset, length) = Range(tensor, file);
        return offset < 0 || length < 0 || offset + length > new FileInfo(file).Length
            ? new(where, $"weights of '{tensor.Name}' at bytes {offset} to {offset + length} of '{name}', which has {new FileInfo(file).Length}", "the whole file", "Copy it again.")
            : null;
    }

    private static void Move(TensorProto tensor, string folder)
    {
        var file = Path.Combine(folder, Entry(tensor, "location")!);
        var (offset, length) = Range(tensor, file);
        var bytes = new byte[checked((int)length)];
        using var stream = File.OpenRead(file);
        stream.Position = offset;
        stream.ReadExactly(bytes);
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
        tensor.ExternalData.Clear();
        tensor.ClearDataLocation();
    }

    private static (long Offset, long Length) Range(TensorProto tensor, string file)
    {
        var offset = Number(tensor, "offset") ?? 0;
        return (offset, Number(tensor, "length") ?? new FileInfo(file).Length - offset);
    }

    private static long? Number(TensorProto tensor, string key) =>
        Entry(tensor, key) is not { } text ? null : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;
}
