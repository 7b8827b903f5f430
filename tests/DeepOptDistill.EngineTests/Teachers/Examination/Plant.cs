using DeepOptDistill.Core;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;

namespace DeepOptDistill.EngineTests.Teachers.Examination;

/// <summary>Faults, as edits of the graph of fashion-cnn-a.</summary>
internal static class Plant
{
    /// <summary>A shipped network of which the numbers go through one operator more.</summary>
    public static OnnxModel Behind(string op)
    {
        var proto = OnnxModel.Read(ShippedTeacher.File("fashion-cnn-a")).Proto.Clone();
        proto.Graph.Node.Add(
            new NodeProto
            {
                OpType = op,
                Name = "behind",
                Input = { proto.Graph.Output[0].Name },
                Output = { "chances" },
            }
        );
        proto.Graph.Output[0].Name = "chances";
        return new OnnxModel(proto);
    }

    /// <summary>Row i of the last layer becomes that of another class.</summary>
    public static void Permute(GraphProto graph, int[] order)
    {
        foreach (var tensor in graph.Initializer.Where(i => i.Name.StartsWith("fc.", StringComparison.Ordinal)))
        {
            var (bytes, row) = (tensor.RawData.ToByteArray(), tensor.RawData.Length / 10);
            tensor.RawData = ByteString.CopyFrom([.. order.SelectMany(o => bytes.Skip(o * row).Take(row))]);
        }
    }

    /// <summary>The network takes (x·scale…) where it took x: pixel / 255 = scale'·input + mean.</summary>
    public static void Undo(GraphProto graph, float scale, float mean)
    {
        foreach (var node in graph.Node)
            for (var i = 0; i < node.Input.Count; i++)
                if (node.Input[i] == "image")
                    node.Input[i] = "pixels";
        foreach (var (name, value) in new[] { ("factor", scale > 1 ? 1 / scale : scale), ("shift", mean) })
            graph.Initializer.Add(
                new TensorProto
                {
                    Name = name,
                    DataType = 1,
                    RawData = ByteString.CopyFrom(BitConverter.GetBytes(value)),
                }
            );
        graph.Node.Insert(
            0,
            new NodeProto
            {
                OpType = "Add",
                Input = { "scaled", "shift" },
                Output = { "pixels" },
            }
        );
        graph.Node.Insert(
            0,
            new NodeProto
            {
                OpType = "Mul",
                Input = { "image", "factor" },
                Output = { "scaled" },
            }
        );
    }

    public static void LookAtBlue(GraphProto graph)
    {
        foreach (var node in graph.Node)
            for (var i = 0; i < node.Input.Count; i++)
                if (node.Input[i] == "image")
                    node.Input[i] = "blue";
        graph.Input[0].Type.TensorType.Shape.Dim[1] = new() { DimValue = 3 };
        graph.Initializer.Add(
            new TensorProto
            {
                Name = "third",
                DataType = 7,
                Dims = { 1 },
                RawData = ByteString.CopyFrom(BitConverter.GetBytes(2L)),
            }
        );
        graph.Node.Insert(
            0,
            new NodeProto
            {
                OpType = "Gather",
                Input = { "image", "third" },
                Output = { "blue" },
                Attribute =
                {
                    new AttributeProto
                    {
                        Name = "axis",
                        Type = AttributeProto.Types.AttributeType.Int,
                        I = 1,
                    },
                },
            }
        );
    }

    public static void LookAtRows(GraphProto graph)
    {
        LookAtBlue(graph);
        graph.Input[0].Type.TensorType.Shape = new()
        {
            Dim =
            {
                new TensorShapeProto.Types.Dimension { DimParam = "N" },
                new TensorShapeProto.Types.Dimension { DimValue = 2352 },
            },
        };
        graph.Initializer.Single(i => i.Name == "third").RawData = ByteString.CopyFrom(BitConverter.GetBytes(0L));
        graph.Initializer.Add(
            new TensorProto
            {
                Name = "nhwc",
                DataType = 7,
                Dims = { 4 },
                RawData = ByteString.CopyFrom([.. new[] { -1L, 28, 28, 3 }.SelectMany(BitConverter.GetBytes)]),
            }
        );
        var permutation = new AttributeProto
        {
            Name = "perm",
            Type = AttributeProto.Types.AttributeType.Ints,
            Ints = { 0, 3, 1, 2 },
        };
        graph.Node[0].Input[0] = "chw";
        graph.Node.Insert(
            0,
            new NodeProto
            {
                OpType = "Transpose",
                Input = { "hwc" },
                Output = { "chw" },
                Attribute = { permutation },
            }
        );
        graph.Node.Insert(
            0,
            new NodeProto
            {
                OpType = "Reshape",
                Input = { "image", "nhwc" },
                Output = { "hwc" },
            }
        );
    }

    public static void Randomize(GraphProto graph, int seed)
    {
        var random = new RandomStream((ulong)seed);
        foreach (var tensor in graph.Initializer.Where(i => i.DataType == 1 && i.Dims.Count > 1))
        {
            var fan = tensor.Dims.Skip(1).Aggregate(1L, (a, b) => a * b);
            var values = Enumerable
                .Range(0, tensor.RawData.Length / 4)
                .Select(_ => (float)((random.NextDouble() - 0.5) * Math.Sqrt(24.0 / fan)));
            tensor.RawData = ByteString.CopyFrom([.. values.SelectMany(BitConverter.GetBytes)]);
        }
    }
}
