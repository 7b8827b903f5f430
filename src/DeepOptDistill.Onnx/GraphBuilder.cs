using System.Runtime.InteropServices;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;

namespace DeepOptDistill.Onnx;

/// <summary>
/// Writes a graph node by node. Tensors are known by name; a node reads tensors that exist already, so the nodes come out in a
/// valid order. A name that is taken or unknown is a mistake of the caller: <see cref="ArgumentException"/>.
/// </summary>
public sealed class GraphBuilder
{
    private readonly GraphProto graph;
    private readonly int opset;
    private readonly HashSet<string> tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> renamed = new(StringComparer.Ordinal);
    private readonly List<StringStringEntryProto> metadata = [];

    /// <summary>An empty graph for a version of the standard operators, 9 to 23.</summary>
    public GraphBuilder(string graphName, int opset = 17)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(opset, 9);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(opset, 23);
        graph = new GraphProto { Name = graphName };
        this.opset = opset;
    }

    /// <summary>
    /// A float32 tensor that the caller of the model hands in; null is the free dimension <c>batch</c>. Returns its name.
    /// </summary>
    public string Input(string name, params long?[] shape)
    {
        graph.Input.Add(Declare(Claim(name), shape));
        return name;
    }

    /// <summary>A stored float32 tensor, row-major. Returns its name.</summary>
    public string Constant(string name, float[] values, params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, length) => product * length);
        if (count != values.Length)
            throw new ArgumentException($"{name}: found {values.Length} values; expected {count} for shape {string.Join('×', shape)}.");
        return Store(name, TensorProto.Types.DataType.Float, shape, MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>
    /// A stored float32 tensor whose numbers are elsewhere: for a graph that is computed, and never written. Returns its name.
    /// </summary>
    public string Declared(string name, params long[] shape)
    {
        graph.Initializer.Add(
            new TensorProto
            {
                Name = Claim(name),
                DataType = (int)TensorProto.Types.DataType.Float,
                Dims = { shape },
            }
        );
        return name;
    }

    /// <summary>A stored float64 tensor, row-major. Returns its name.</summary>
    public string Constant(string name, double[] values, params long[] shape) =>
        Store(name, TensorProto.Types.DataType.Double, shape, MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>A stored vector of int64: a shape, axes. Returns its name.</summary>
    public string Constant(string name, long[] values) =>
        Store(name, TensorProto.Types.DataType.Int64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>
    /// A node with one output named after it. Attribute values: int or long, float or double (stored as float32), string, and arrays of
    /// int, long or float. An empty input name leaves out an optional input. Returns the output's name.
    /// </summary>
    public string Node(string op, string name, IEnumerable<string> inputs, params (string Key, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = name };
        node.Input.Add(inputs.Select(Resolve));
        node.Output.Add(Claim(name));
        node.Attribute.Add(attributes.Select(a => Attributes.Of(a.Key, a.Value)));
        graph.Node.Add(node);
        return name;
    }

    /// <summary>
    /// Makes a tensor an output of the model under its own name. The node that computes it gives it that name directly; a tensor that
    /// is stored, handed in or an output already is copied by an Identity node.
    /// </summary>
    public void Output(string tensor, string name, params long?[] shape)
    {
        var source = Resolve(tensor);
        if (source != name || graph.Output.Any(o => o.Name == name))
            Rename(source, Claim(name));
        graph.Output.Add(Declare(name, shape));
    }

    /// <summary>Declares an input or output as float64.</summary>
    public void AsDouble(string name) =>
        graph.Input.Concat(graph.Output).Single(tensor => tensor.Name == name).Type.TensorType.ElemType = (int)
            TensorProto.Types.DataType.Double;

    /// <summary>A key and a value in the file's metadata.</summary>
    public void Metadata(string key, string value) => metadata.Add(new StringStringEntryProto { Key = key, Value = value });

    /// <summary>The model. The builder must not be used afterwards.</summary>
    public OnnxModel Build()
    {
        if (graph.Output.Count == 0)
            throw new InvalidOperationException($"{graph.Name}: found no output; expected at least one.");
        var version = typeof(GraphBuilder).Assembly.GetName().Version!;
        var model = new ModelProto
        {
            IrVersion = IrVersion(opset),
            ProducerName = "deepopt",
            ProducerVersion = version.ToString(3),
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        model.MetadataProps.Add(metadata);
        return new(model);
    }

    /// <summary>
    /// A part of a network as a graph of its own, under the names that its tensors have. The builder must not be used afterwards.
    /// </summary>
    /// <param name="output">The tensor that leaves.</param>
    public OnnxModel Part(string output)
    {
        graph.Output.Add(new ValueInfoProto { Name = Resolve(output) });
        return Build();
    }

    private string Claim(string name) =>
        name.Length > 0 && tensors.Add(name)
            ? name
            : throw new ArgumentException($"{graph.Name}: found the tensor name '{name}' twice or empty; expected one name each.");

    private string Resolve(string name)
    {
        if (name.Length == 0)
            return name;
        if (!tensors.Contains(name))
            throw new ArgumentException($"{graph.Name}: found no tensor '{name}'; expected one that exists already.");
        return renamed.GetValueOrDefault(name, name);
    }

    private string Store(string name, TensorProto.Types.DataType type, long[] shape, ReadOnlySpan<byte> bytes)
    {
        var tensor = new TensorProto
        {
            Name = Claim(name),
            DataType = (int)type,
            RawData = ByteString.CopyFrom(bytes),
        };
        tensor.Dims.Add(shape);
        graph.Initializer.Add(tensor);
        return name;
    }

    private void Rename(string source, string name)
    {
        var producer = graph.Node.FirstOrDefault(n => n.Output[0] == source);
        if (producer is null || graph.Output.Any(o => o.Name == source))
        {
            graph.Node.Add(
                new NodeProto
                {
                    OpType = "Identity",
                    Name = name,
                    Input = { source },
                    Output = { name },
                }
            );
            return;
        }
        producer.Output[0] = name;
        renamed[source] = name;
        foreach (var inputs in graph.Node.Select(n => n.Input))
            for (var i = 0; i < inputs.Count; i++)
                if (inputs[i] == source)
                    inputs[i] = name;
    }

    private static ValueInfoProto Declare(string name, long?[] shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.Add(
            shape.Select(l =>
                l is { } length
                    ? new TensorShapeProto.Types.Dimension { DimValue = length }
                    : new TensorShapeProto.Types.Dimension { DimParam = "batch" }
            )
        );
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = dimensions };
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = tensor },
        };
    }

    /// <summary>The file format's version of the ONNX release that brought the operators.</summary>
    private static int IrVersion(int opset) =>
        opset switch
        {
            9 => 4,
            10 => 5,
            11 => 6,
            <= 14 => 7,
            <= 18 => 8,
            <= 20 => 9,
            <= 22 => 10,
            _ => 11,
        };
}
