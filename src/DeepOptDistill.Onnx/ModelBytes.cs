using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;

namespace DeepOptDistill.Onnx;

/// <summary>From a path to a parsed model, with a problem for everything that can be wrong on the way.</summary>
internal static class ModelBytes
{
    private const string Expected = "an ONNX model";
    private const string Remedy = "Export the network again, or fetch the file again.";

    /// <summary>Ten times the largest that exporters write; a runtime takes minutes to look at more.</summary>
    private const int MostNodes = 100_000;

    private static readonly string[] Sources = ["Constant", "Optional", "RandomNormal", "RandomUniform", "SequenceEmpty"];

    public static byte[] ReadFile(string path)
    {
        if (Directory.Exists(path))
            throw Bad(path, "a directory", "Name the .onnx file in it.");
        if (!File.Exists(path))
            throw Bad(path, "no such file", NearestFile(path));
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Bad(path, $"a file that cannot be read ({error.Message})", "Check its size (at most 2 GB) and its permissions.");
        }
    }

    public static ModelProto Parse(ReadOnlySpan<byte> bytes, string where)
    {
        if (bytes.IsEmpty)
            throw Bad(where, "an empty file", Remedy);
        if (ForeignFormats.Of(bytes) is var (found, remedy))
            throw Bad(where, found, remedy);
        var proto = Decode(bytes, where);
        if (proto.Graph is null)
            throw Bad(where, "no graph in it (not an ONNX file, or cut off before the graph)", Remedy);
        if (proto.Graph.Output.Count == 0)
            throw Bad(where, "a graph without outputs", Remedy);
        if (proto.Graph.Node.Count == 0)
            throw Bad(where, "a graph without nodes, which computes nothing", Remedy);
        if (proto.Graph.Node.Count > MostNodes)
            throw new InputException(
                new Problem(
                    where,
                    FormattableString.Invariant($"a graph of {proto.Graph.Node.Count:#,0} nodes"),
                    FormattableString.Invariant($"at most {MostNodes:#,0}"),
                    "A loop that was unrolled is a Loop or Scan in one node; onnxsim and ONNX Runtime's optimizer merge what can be merged."
                )
            );
        if (proto.IrVersion >= 3 && proto.OpsetImport.Count == 0)
            throw Bad(where, "no operator set version (cut off after the graph)", Remedy);
        if (Twice(proto.Graph.Input) is { } input)
            throw Bad(where, $"two inputs named '{input}'", Remedy);
        if (Twice(proto.Graph.Output) is { } output)
            throw Bad(where, $"two outputs named '{output}'", Remedy);
        if (Idle(proto) is { } idle)
            throw Bad(where, $"node '{idle.Name}' ({idle.OpType}) without an input", Remedy);
        return proto;
    }

    /// <summary>A node of the standard that reads nothing and makes no numbers by itself.</summary>
    private static NodeProto? Idle(ModelProto proto) =>
        GraphWalk
            .Nodes(proto.Graph)
            .Concat(proto.Functions.SelectMany(function => function.Node))
            .FirstOrDefault(node => node.Input.Count == 0 && (node.Domain is "" or "ai.onnx") && !Sources.Contains(node.OpType));

    private static string? Twice(IEnumerable<ValueInfoProto> tensors) =>
        tensors.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())?.Key;

    private static ModelProto Decode(ReadOnlySpan<byte> bytes, string where)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw Bad(where, $"{bytes.Length} bytes that are not ONNX or are cut off ({error.Message.TrimEnd('.')})", Remedy);
        }
    }

    private static string NearestFile(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
            return $"The folder {folder} does not exist either.";
        return Nearest.Remedy(Path.GetFileName(path), Directory.EnumerateFiles(folder, "*.onnx").Select(f => Path.GetFileName(f)));
    }

    private static InputException Bad(string where, string found, string remedy) => new(new Problem(where, found, Expected, remedy));
}
