using DeepOptDistill.Core.Features;
using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>
/// Maxout (Goodfellow et al. 2013) as graphs write it: the maximum over an axis that a Reshape cut the channels into, or the
/// elementwise maximum of several tensors. The maximum of a tensor and zero is a rectifier.
/// </summary>
internal sealed class Maxouts(GraphProto graph, GraphIndex index)
{
    private readonly HashSet<string> innerMaxima = [.. graph.Node.Where(n => n.OpType == "Max").SelectMany(n => n.Input)];

    public TapActivation? Of(NodeProto node) =>
        node.OpType switch
        {
            "ReduceMax" => Pieces(node) is { } pieces ? new("maxout", pieces) : null,
            "Max" => innerMaxima.Contains(node.Output[0]) ? null : OfTensors([.. Leaves(node)]),
            _ => null,
        };

    private TapActivation? OfTensors(string[] leaves)
    {
        var stored = leaves.Select(index.Stored).OfType<TensorProto>().ToList();
        if (stored.Count == 0)
            return leaves.Length > 1 ? new("maxout", leaves.Length) : null;
        var isZero = stored is [var bound] && TensorValues.IsFloat((DataType)bound.DataType) && TensorValues.Read(bound).All(v => v == 0);
        return isZero && leaves.Length == 2 ? new("relu") : null;
    }

    /// <summary>Max(Max(a, b), c) is the maximum of three.</summary>
    private IEnumerable<string> Leaves(NodeProto max) =>
        max.Input.SelectMany(input =>
            index.Producer(input) is { OpType: "Max" } inner && index.Reads(input) == 1 ? Leaves(inner) : [input]
        );

    /// <summary>Length of the reduced axis; null where the node is no maxout but a pool.</summary>
    private long? Pieces(NodeProto reduce)
    {
        if (index.Producer(reduce.Input[0]) is not { OpType: "Reshape" } reshape || Axes(reduce) is not [var axis])
            return null;
        var lengths = Lengths(reshape.Input[1]).ToList();
        var position = (int)(axis < 0 ? axis + lengths.Count : axis);
        var isMap = lengths.Count == 5 && position is 1 or 2;
        var isVector = lengths.Count == 3 && position is 1 or 2 && IsVector(reshape.Input[0]);
        return (isMap || isVector) && lengths[position] is > 1 and var pieces ? pieces : null;
    }

    private IReadOnlyList<long>? Axes(NodeProto reduce)
    {
        if (Attributes.Find(reduce, "axes") is { } attribute)
            return attribute.Ints;
        return reduce.Input.Count > 1 && index.Stored(reduce.Input[1]) is { } stored ? TensorValues.Integers(stored) : null;
    }

    /// <summary>The lengths that a Reshape asks for, null where one is computed: exporters concatenate them from single numbers.</summary>
    private IEnumerable<long?> Lengths(string shape)
    {
        if (index.Stored(shape) is { } stored)
            return TensorValues.Integers(stored).Select(l => (long?)l);
        return index.Producer(shape) is { OpType: "Concat" } concat ? concat.Input.SelectMany(Lengths) : [null];
    }

    /// <summary>
    /// Whether the nearest weighted layer below is a linear one: three axes are then features in pieces, not a map in rows.
    /// </summary>
    private bool IsVector(string tensor)
    {
        var node = index.Producer(tensor);
        while (node is not null && !TensorKinds.IsWeighted(node.OpType))
            node = node.Input.Count > 0 ? index.Producer(node.Input[0]) : null;
        return node is not null && TensorKinds.Of(node) == "linear";
    }
}
