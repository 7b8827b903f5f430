using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;

namespace DeepOptDistill.Onnx;

/// <summary>
/// An ONNX file as a value: weights kept in files beside it are read into it, unless they are too many for one message (2 GiB). Edits
/// (folding, taps, cutting) return a new model and leave this one as it is. Calls of model-local functions are replaced by the functions'
/// nodes, and nodes that stand before what they read are put behind it.
/// </summary>
public sealed class OnnxModel
{
    /// <summary>Bytes of a file from which on whoever only looks at it leaves its weights where they are.</summary>
    private const long LargeFile = 1L << 26;

    /// <summary>Bytes of the largest message that a runtime takes, less what edits and field headers may add.</summary>
    private const long LargestMessage = int.MaxValue - (1 << 24);

    private readonly HashSet<string> constants;

    /// <summary>A model in memory, taken as it is: its weights are inside, and it has a graph with outputs.</summary>
    public OnnxModel(ModelProto proto)
    {
        Proto = proto;
        constants =
        [
            .. proto.Graph.Initializer.Select(i => i.Name),
            .. proto.Graph.SparseInitializer.Where(i => i.Values is not null).Select(i => i.Values.Name),
        ];
        Inputs = [.. proto.Graph.Input.Where(i => !constants.Contains(i.Name)).Select(TensorInfo.Of)];
        Outputs = [.. proto.Graph.Output.Select(TensorInfo.Of)];
        Opset = OpsetOf(proto);
    }

    /// <summary>The file's content. Treat it as read-only: change a <c>Clone()</c>.</summary>
    public ModelProto Proto { get; }

    /// <summary>The files that it was read from: the model, then those with its weights. Empty for a model made in memory.</summary>
    public IReadOnlyList<string> Files { get; private init; } = [];

    /// <summary>Bytes of these files; of links, those of what they lead to.</summary>
    public long Bytes => Files.Sum(ExternalData.SizeOf);

    /// <summary>
    /// The folder in which weights were left that do not fit into one message; null where all weights are inside, as mostly.
    /// </summary>
    public string? WeightFolder { get; private init; }

    /// <summary>What the caller hands in. Older files list their weights among the inputs; those are left out.</summary>
    public IReadOnlyList<TensorInfo> Inputs { get; }

    /// <summary>What the graph answers.</summary>
    public IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>Version of the standard operators that the file asks for; 1 where it asks for none (IR versions below 3).</summary>
    public long Opset { get; }

    /// <summary>Reads a file, and the files beside it that hold its weights; beyond 2 GiB together these stay where they are.</summary>
    /// <exception cref="InputException">The file, or one that it names, is missing, empty, truncated or no ONNX model.</exception>
    public static OnnxModel Read(string path) => Read(path, LargestMessage);

    /// <summary>The same, with files beside it left where they are already beyond so many bytes.</summary>
    /// <exception cref="InputException">The file, or one that it names, is missing, empty, truncated or no ONNX model.</exception>
    public static OnnxModel Read(string path, long largest)
    {
        var bytes = ModelBytes.ReadFile(path);
        var proto = ModelBytes.Parse(bytes, path);
        var external = ExternalData.Of(proto, path);
        var fits = bytes.Length + external.Length <= largest;
        if (fits)
            external.Embed();
        return new(Plain(proto)) { Files = [path, .. external.Files], WeightFolder = fits ? null : external.Folder };
    }

    /// <summary>
    /// Reads a file to look at it for a moment: the large weights of a large file stay in it, and a runtime maps them from there. Meanwhile
    /// nobody may write it.
    /// </summary>
    /// <exception cref="InputException">The file, or one that it names, is missing, empty, truncated or no ONNX model.</exception>
    public static OnnxModel Look(string path) => Look(path, LargeFile);

    /// <summary>The same with another size from which on a file is large.</summary>
    /// <exception cref="InputException">The file, or one that it names, is missing, empty, truncated or no ONNX model.</exception>
    public static OnnxModel Look(string path, long large)
    {
        // A runtime looks for weights beside the file that a link stands for.
        if (new FileInfo(path) is not { Exists: true, LinkTarget: null } file || file.Length < large)
            return Read(path);
        if (LargeWeights.Leave(path) is not { } bytes)
            return Read(path);
        var proto = ModelBytes.Parse(bytes, path);
        var external = ExternalData.Of(proto, path);
        var beside = external.Files.Where(other => other != file.FullName);
        return new(Plain(proto)) { Files = [file.FullName, .. beside], WeightFolder = external.Folder };
    }

    /// <summary>Reads bytes in memory; <paramref name="where"/> names them in problems. Weights in other files are refused.</summary>
    /// <exception cref="InputException">The bytes are empty, truncated or no ONNX model.</exception>
    public static OnnxModel Parse(ReadOnlySpan<byte> bytes, string where)
    {
        var proto = ModelBytes.Parse(bytes, where);
        ExternalData.Refuse(proto, where);
        return new(Plain(proto));
    }

    /// <summary>
    /// The file as bytes; the same model always gives the same bytes. Weights that were left in <see cref="WeightFolder"/> stay there.
    /// </summary>
    public byte[] ToBytes() => Proto.ToByteArray();

    /// <summary>
    /// Everything that decides what the model computes, in pieces: its bytes, and behind them the weights that it leaves in
    /// <see cref="WeightFolder"/>, tensor by tensor.
    /// </summary>
    public IEnumerable<ReadOnlyMemory<byte>> Content() =>
        WeightFolder is null
            ? [ToBytes()]
            : ExternalData.Tensors(Proto).SelectMany(t => ExternalData.Chunks(t, WeightFolder)).Prepend(ToBytes());

    /// <summary>Writes the file as one piece; a reader sees the old file or the whole new one.</summary>
    /// <exception cref="InvalidOperationException">Weights lie outside.</exception>
    public void Write(string path) =>
        AtomicFile.WriteBytes(
            path,
            WeightFolder is null
                ? ToBytes()
                : throw new InvalidOperationException($"found weights in files of {WeightFolder}; expected all inside.")
        );

    /// <summary>Whether a tensor is stored in the file rather than computed or handed in.</summary>
    public bool IsInitializer(string tensor) => constants.Contains(tensor);

    /// <summary>Another graph with the same weights outside.</summary>
    internal OnnxModel With(ModelProto proto) => new(proto) { WeightFolder = WeightFolder };

    /// <summary>A graph without calls of functions and in the order of computation, which is what everything here expects.</summary>
    private static ModelProto Plain(ModelProto proto)
    {
        FunctionCalls.Inline(proto);
        NodeOrder.Sort(proto.Graph);
        return proto;
    }

    private static long OpsetOf(ModelProto proto) =>
        proto.OpsetImport.Where(o => o.Domain is "" or "ai.onnx").Select(o => o.Version).DefaultIfEmpty(1).Max();
}
