using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>A body of If, Loop or Scan as a model of its own, so that a runtime shows what is inside.</summary>
/// <param name="Node">The node that it belongs to.</param>
/// <param name="Body">Its graph, whose nodes the model shares.</param>
/// <param name="Model">The model: what the body reads of the graph around it is stored in it, or among its inputs.</param>
/// <param name="Outer">For every input of the model, the tensor around it that it is; empty for one that the node makes itself.</param>
public sealed record BodyModel(NodeProto Node, GraphProto Body, OnnxModel Model, IReadOnlyDictionary<string, string> Outer)
{
    /// <summary>The bodies of a model's nodes; those of other operators than If, Loop and Scan are left out.</summary>
    /// <param name="model">The model.</param>
    /// <param name="known">What a run has shown of a tensor of it; null for what is no tensor.</param>
    public static IEnumerable<BodyModel> Of(OnnxModel model, Func<string, TensorInfo?> known)
    {
        var index = new GraphIndex(model.Proto.Graph);
        foreach (var node in model.Proto.Graph.Node.Where(IsKnown))
        foreach (var body in GraphWalk.Bodies(node))
            if (Of(model, node, body, index, known) is { } own)
                yield return own;
    }

    /// <summary>Names of the tensors whose values a body needs: what nodes with bodies read.</summary>
    public static IEnumerable<string> Reads(OnnxModel model)
    {
        var index = new GraphIndex(model.Proto.Graph);
        return model
            .Proto.Graph.Node.Where(IsKnown)
            .SelectMany(GraphWalk.Reads)
            .Distinct(StringComparer.Ordinal)
            .Where(name => index.Producer(name) is not null);
    }

    private static bool IsKnown(NodeProto node) => node.OpType is "If" or "Loop" or "Scan";

    private static BodyModel? Of(OnnxModel model, NodeProto node, GraphProto body, GraphIndex index, Func<string, TensorInfo?> known)
    {
        var graph = new GraphProto
        {
            Name = node.OpType,
            Node = { body.Node },
            Output = { body.Output },
        };
        graph.Initializer.Add(body.Initializer);
        graph.SparseInitializer.Add(body.SparseInitializer);
        var outer = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (inner, around) in Handed(node, body).Concat(Captured(body)))
        {
            if (around.Length > 0 && index.Stored(around) is { } stored)
            {
                graph.Initializer.Add(Named(stored, inner));
                continue;
            }
            if ((around.Length > 0 ? known(around) : Made(node, body, inner, known)) is not { } tensor)
                return null;
            graph.Input.Add(KnownShapes.Of(tensor with { Name = inner }));
            outer[inner] = around;
        }
        var proto = new ModelProto
        {
            IrVersion = model.Proto.IrVersion,
            Graph = graph,
            OpsetImport = { model.Proto.OpsetImport },
            Functions = { model.Proto.Functions },
        };
        return new(node, body, model.With(proto), outer);
    }

    /// <summary>The body's inputs with the tensors that the node hands in; an empty name for what it makes, such as a slice.</summary>
    private static IEnumerable<(string Inner, string Around)> Handed(NodeProto node, GraphProto body) =>
        node.OpType switch
        {
            "Loop" => body.Input.Select((input, i) => (input.Name, i < 2 || i >= node.Input.Count ? "" : node.Input[i])),
            "Scan" => body.Input.Select((input, i) => (input.Name, i < States(node) ? node.Input[i] : "")),
            _ => [],
        };

    private static IEnumerable<(string Inner, string Around)> Captured(GraphProto body)
    {
        var own = GraphWalk.Own(body).ToHashSet(StringComparer.Ordinal);
        var read = body.Node.SelectMany(GraphWalk.Reads).Concat(body.Output.Select(o => o.Name)).Distinct(StringComparer.Ordinal);
        return read.Where(name => name.Length > 0 && !own.Contains(name) && !Inner(body).Contains(name)).Select(name => (name, name));
    }

    /// <summary>Names that bodies inside the body give.</summary>
    private static HashSet<string> Inner(GraphProto body) =>
        body
            .Node.SelectMany(GraphWalk.Bodies)
            .SelectMany(inner => GraphWalk.Own(inner).Concat(Inner(inner)))
            .ToHashSet(StringComparer.Ordinal);

    private static TensorInfo? Made(NodeProto node, GraphProto body, string inner, Func<string, TensorInfo?> known)
    {
        var at = body.Input.Select(i => i.Name).ToList().IndexOf(inner);
        if (node.OpType == "Loop")
            return at switch
            {
                0 => new(inner, DataType.Int64, []),
                1 => new(inner, DataType.Bool, []),
                _ => null,
            };
        if (node.OpType != "Scan" || at >= node.Input.Count || known(node.Input[at]) is not { } whole || whole.Shape.Count == 0)
            return null;
        var axis = AxisOf(node, at - States(node), whole.Shape.Count);
        return whole with { Shape = [.. whole.Shape.Where((_, i) => i != axis)] };
    }

    /// <summary>Inputs of Scan that are carried from step to step; the others are taken slice by slice.</summary>
    internal static int States(NodeProto scan) => scan.Input.Count - (int)Attributes.Int(scan, "num_scan_inputs", 0);

    /// <summary>The axis along which Scan takes an input.</summary>
    internal static int AxisOf(NodeProto scan, int input, int rank)
    {
        var axes = Attributes.Find(scan, "scan_input_axes")?.Ints;
        var axis = axes is not null && input < axes.Count ? (int)axes[input] : 0;
        return axis < 0 ? axis + rank : axis;
    }

    private static TensorProto Named(TensorProto stored, string name)
    {
        var own = stored.Clone();
        own.Name = name;
        return own;
    }
}
