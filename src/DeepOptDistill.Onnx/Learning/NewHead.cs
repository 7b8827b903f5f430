using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx.Learning;

/// <summary>A network whose last weighted layer has been replaced by one for other classes.</summary>
/// <param name="Model">The network; the new layer's weights and biases are zeros.</param>
/// <param name="Weight">Name of the new weights.</param>
/// <param name="FanIn">Inputs of one class.</param>
/// <param name="Answer">Name of the tensor of its logits.</param>
/// <param name="Tensors">Names of all that is new.</param>
/// <param name="Place">Where it stands, in words.</param>
public sealed record NewHead(OnnxModel Model, string Weight, int FanIn, string Answer, IReadOnlyList<string> Tensors, string Place)
{
    private const string Remedy = "Train it with the classes that it has, or export it with another last layer.";

    private static readonly string[] Moves =
    [
        "Identity",
        "Cast",
        "Reshape",
        "Flatten",
        "Squeeze",
        "Unsqueeze",
        "Dropout",
        "Softmax",
        "LogSoftmax",
        "Sigmoid",
    ];

    /// <summary>What stands behind a convolution of one place that gives a map a class.</summary>
    private static readonly string[] OfMaps = ["GlobalAveragePool", "AveragePool", "ReduceMean", "Relu"];

    /// <summary>Replaces the last layer: a Gemm, a MatMul or a Conv, with or without an addition of biases behind it.</summary>
    /// <param name="model">The network, its Constant nodes stored tensors.</param>
    /// <param name="logits">The tensor that the layer gives.</param>
    /// <param name="classes">Classes of the new one.</param>
    /// <param name="where">Place for problems.</param>
    /// <exception cref="InputException">It ends in something else.</exception>
    public static NewHead Of(OnnxModel model, string logits, int classes, string where)
    {
        var proto = model.Proto.Clone();
        var head = new Editor(proto.Graph, where).Replace(logits, classes);
        return head with { Model = model.With(proto) };
    }

    /// <summary>Whether a tensor is the answer of a weighted layer that can be replaced.</summary>
    public static bool Replaces(OnnxModel model, string logits)
    {
        try
        {
            Of(model, logits, 1, "");
            return true;
        }
        catch (InputException)
        {
            return false;
        }
    }

    /// <summary>
    /// Puts a last layer behind a tensor: the mean of each map where it has maps, then logits = W·x + b. What the network computes beyond
    /// is left out, and its other outputs with it.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="tensor">Name of the tensor.</param>
    /// <param name="shape">Its shape for one sample: 1 × features, or 1 × channels × height × width.</param>
    /// <param name="classes">Classes of the layer.</param>
    /// <param name="where">Place for problems.</param>
    /// <exception cref="InputException">The tensor has another shape.</exception>
    public static NewHead Behind(OnnxModel model, string tensor, long[] shape, int classes, string where)
    {
        if (shape.Length is not (2 or 4))
            throw new InputException(
                new Problem(
                    where,
                    $"'{tensor}' of shape {string.Join('×', shape)}",
                    "maps of N × C × H × W, or N × features",
                    "Name another tensor behind which it stands: 'deepopt inspect' lists them."
                )
            );
        var proto = Cut.Below(model, tensor).Proto.Clone();
        var taken = GraphWalk.Names(proto.Graph).ToHashSet(StringComparer.Ordinal);
        string Named(string name) => taken.Contains(name) ? Named(name + "_") : name;
        // Maps of one place in either order of axes are features.
        var features = (int)(shape is [_, 1, 1, var last] ? last : shape[1]);
        var isMap = shape is [_, _, var height, var width] && height * width > 1 && features == shape[1];
        var (head, answer, type) = (Named("head"), Named("logits"), ElementTypes.Of(model).GetValueOrDefault(tensor));
        var half = type is DataType.Float16 or DataType.Bfloat16 or DataType.Double ? type : DataType.Float;
        var (pooled, flat) = (isMap ? Named("head.pool") : tensor, shape.Length == 4 ? Named("head.flat") : tensor);
        if (isMap)
            proto.Graph.Node.Add(
                new NodeProto
                {
                    OpType = "GlobalAveragePool",
                    Name = pooled,
                    Input = { tensor },
                    Output = { pooled },
                }
            );
        if (shape.Length == 4)
            proto.Graph.Node.Add(
                new NodeProto
                {
                    OpType = "Flatten",
                    Name = flat,
                    Input = { pooled },
                    Output = { flat },
                }
            );
        var (weight, bias) = ($"{head}.weight", $"{head}.bias");
        foreach (var (name, sizes) in new (string, long[])[] { (weight, [classes, features]), (bias, [classes]) })
        {
            var stored = new TensorProto { Name = name, DataType = (int)half };
            Editor.Fill(stored, sizes);
            proto.Graph.Initializer.Add(stored);
        }
        proto.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Gemm",
                Name = head,
                Input = { flat, weight, bias },
                Output = { answer },
                Attribute = { Attributes.Of("transB", 1L) },
            }
        );
        var free = proto.Graph.Input[0].Type?.TensorType?.Shape?.Dim.FirstOrDefault()?.Clone() ?? new TensorShapeProto.Types.Dimension();
        var declared = new TypeProto.Types.Tensor
        {
            ElemType = (int)half,
            Shape = new TensorShapeProto
            {
                Dim =
                {
                    free,
                    new TensorShapeProto.Types.Dimension { DimValue = classes },
                },
            },
        };
        proto.Graph.Output.Clear();
        proto.Graph.Output.Add(
            new ValueInfoProto
            {
                Name = answer,
                Type = new TypeProto { TensorType = declared },
            }
        );
        return new(model.With(proto), weight, features, answer, [weight, bias], $"behind '{tensor}'");
    }

    private sealed class Editor(GraphProto graph, string where)
    {
        private readonly GraphIndex index = new(graph);

        public NewHead Replace(string logits, int classes)
        {
            var moves = new List<NodeProto>();
            var node = Below(logits, moves);
            var bias = node is { OpType: "Add" } ? BiasOf(node) : null;
            var layer = bias is null ? node : Below(node!.Input.First(name => name != bias), moves);
            var (weight, axis, stored) = layer is null ? throw Unknown(logits, node) : WeightOf(layer, logits);
            var old = weight.Dims[axis];
            foreach (var name in new[] { bias, stored }.OfType<string>())
                Resize(name, old, classes);
            var fanIn = (int)(TensorValues.Count(weight) / old);
            Fill(weight, [.. weight.Dims.Select((size, at) => at == axis ? classes : size)]);
            foreach (var move in moves.Where(move => move.OpType == "Reshape"))
                Reshape(move, old, classes);
            Declare(layer, old, classes);
            return new(
                null!,
                weight.Name,
                fanIn,
                logits,
                [weight.Name, .. new[] { bias, stored }.OfType<string>()],
                $"in the place of '{layer!.Output[0]}'"
            );
        }

        /// <summary>The node that computes a tensor, behind those that only move numbers.</summary>
        private NodeProto? Below(string tensor, List<NodeProto> moves)
        {
            var node = index.Producer(tensor);
            while (node is { Input.Count: > 0 } && (Moves.Contains(node.OpType) || IsOfMaps(node)))
            {
                moves.Add(node);
                node = index.Producer(node.Input[0]);
            }
            return node;
        }

        /// <summary>Whether a node makes one number of each map, or a rectified map, of what a convolution of one place gives.</summary>
        private bool IsOfMaps(NodeProto node)
        {
            var below = node;
            while (below is { Input.Count: > 0 } && OfMaps.Contains(below.OpType))
                below = index.Producer(below.Input[0]);
            if (below is { OpType: "Add" } && BiasOf(below) is { } bias)
                below = index.Producer(below.Input.First(name => name != bias));
            return OfMaps.Contains(node.OpType)
                && below is { OpType: "Conv", Input.Count: > 1 }
                && index.Stored(below.Input[1]) is { } kernel
                && kernel.Dims.Skip(2).All(size => size == 1);
        }

        private string? BiasOf(NodeProto add) => add.Input.FirstOrDefault(name => index.Stored(name) is not null);

        private (TensorProto Weight, int Axis, string? Bias) WeightOf(NodeProto layer, string logits)
        {
            var axis = layer.OpType switch
            {
                "Gemm" => Attributes.Int(layer, "transB", 0) != 0 ? 0 : 1,
                "Conv" when Attributes.Int(layer, "group", 1) == 1 => 0,
                "MatMul" => -1,
                _ => throw Unknown(logits, layer),
            };
            if (layer.Input.Count < 2)
                throw Unknown(logits, layer);
            var (name, isTurned) = (layer.Input[1], false);
            while (index.Producer(name) is { OpType: "Transpose" or "Identity", Input.Count: > 0 } moved)
                (name, isTurned) = (moved.Input[0], isTurned != (moved.OpType == "Transpose"));
            if (index.Stored(name) is not { Dims.Count: > 1 } weight || index.Reads(name) > 1)
                throw Unknown(logits, layer);
            var last = weight.Dims.Count - 1;
            var place = axis < 0 ? last : axis;
            var bias = layer.Input.Count > 2 && layer.Input[2].Length > 0 ? layer.Input[2] : null;
            return (weight, isTurned ? last - place : place, bias);
        }

        private void Resize(string name, long old, int classes)
        {
            if (index.Stored(name) is not { } bias || bias.Dims.All(size => size != old))
                return;
            if (index.Reads(name) > 1)
                throw Shared(name);
            var axis = bias.Dims.ToList().FindLastIndex(size => size == old);
            Fill(bias, [.. bias.Dims.Select((size, at) => at == axis ? classes : size)]);
        }

        internal static void Fill(TensorProto tensor, long[] shape)
        {
            var size = (DataType)tensor.DataType switch
            {
                DataType.Double => 8,
                DataType.Float => 4,
                _ => 2,
            };
            tensor.Dims.Clear();
            tensor.Dims.Add(shape);
            tensor.FloatData.Clear();
            tensor.DoubleData.Clear();
            tensor.Int32Data.Clear();
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(new byte[size * TensorValues.Count(tensor)]);
        }

        /// <summary>A shape that ends in the old number of classes ends in the new one.</summary>
        private void Reshape(NodeProto node, long old, int classes)
        {
            if (node.Input.Count < 2 || index.Stored(node.Input[1]) is not { } shape)
                return;
            var sizes = TensorValues.Integers(shape);
            if (sizes.Length == 0 || sizes[^1] != old)
                return;
            if (index.Reads(shape.Name) > 1)
                throw Unknown(node.Output[0], node);
            sizes[^1] = classes;
            shape.Int64Data.Clear();
            shape.RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(sizes.AsSpan()));
        }

        /// <summary>Outputs say the new number of classes; what the file says of tensors between them is left out.</summary>
        private void Declare(NodeProto layer, long old, int classes)
        {
            var reached = layer.Output.ToHashSet(StringComparer.Ordinal);
            foreach (var node in graph.Node.Where(node => GraphWalk.Reads(node).Any(reached.Contains)))
                reached.UnionWith(node.Output);
            Unused.RemoveWhere(graph.ValueInfo, value => reached.Contains(value.Name));
            foreach (var output in graph.Output.Where(output => reached.Contains(output.Name)))
            foreach (var size in (output.Type?.TensorType?.Shape?.Dim ?? []).Skip(1).Where(size => size.DimValue == old))
                size.DimValue = classes;
        }

        private InputException Shared(string name) =>
            new(
                new Problem(
                    where,
                    $"biases '{name}' of the last layer that another node " + $"reads too",
                    "biases of its own",
                    "Put the new layer behind a tensor: head: { behind: … }."
                )
            );

        private InputException Unknown(string logits, NodeProto? node) =>
            new(
                new Problem(
                    where,
                    $"a network whose '{logits}' comes from {(node is null ? "no node" : $"the operator {node.OpType}")}",
                    "a last layer (Gemm, MatMul or Conv) whose stored weights nobody else reads",
                    Remedy
                )
            );
    }
}
