using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>Inner tensors made visible: a runtime hands out only what is an output of the graph.</summary>
public static class Taps
{
    /// <summary>Names of the floating-point tensors that the graph computes from its inputs, and not only from their shapes, its outputs left out; in the order of computation.</summary>
    public static IReadOnlyList<string> All(OnnxModel model)
    {
        var outputs = model.Outputs.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        return [.. Computed(model).Where(t => !outputs.Contains(t))];
    }

    /// <summary>The same with the outputs.</summary>
    internal static IEnumerable<string> Computed(OnnxModel model)
    {
        var types = ElementTypes.Of(model.Proto.Graph);
        return FromInputs(model).Where(t => TensorValues.IsFloat(types.GetValueOrDefault(t)));
    }

    /// <summary>The model with more outputs, after those that it has. A tensor that is an output already stays where it is.</summary>
    /// <exception cref="InputException">Some names are not tensors that the graph computes: one problem each, with the nearest name.</exception>
    public static OnnxModel Expose(OnnxModel model, IEnumerable<string> tensors)
    {
        var wanted = tensors.Distinct(StringComparer.Ordinal).ToList();
        var computed = new GraphIndex(model.Proto.Graph).Computed.ToHashSet(StringComparer.Ordinal);
        InputException.ThrowIfAny([.. wanted.Where(t => !computed.Contains(t)).Select(t => Unknown(t, computed))]);
        var proto = model.Proto.Clone();
        var types = ElementTypes.Of(proto.Graph);
        var present = proto.Graph.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        proto.Graph.Output.Add(wanted.Where(t => !present.Contains(t)).Select(t => Declare(proto.Graph, t, types.GetValueOrDefault(t))));
        return model.With(proto);
    }

    internal static Problem Unknown(string tensor, IReadOnlyCollection<string> computed) =>
        new($"tensor '{tensor}'", "no such tensor in the graph", "the name of a tensor that the graph computes", Nearest.Remedy(tensor, computed));

    private static IEnumerable<string> FromInputs(OnnxModel model)
    {
        var reached = model.Inputs.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var node in model.Proto.Graph.Node.Where(n => n.OpType is not ("Shape" or "Size") && GraphWalk.Reads(n).Any(reached.Contains)))
            foreach (var output in node.Output.Where(o => o.Length > 0))
            {
                reached.Add(output);
                yield return output;
            }
    }

    /// <summary>A declaration without a shape where the file has none: the runtime infers it.</summary>
    private static ValueInfoProto Declare(GraphProto graph, string tensor, DataType type)
    {
        if (graph.ValueInfo.FirstOrDefault(v => v.Name == tensor) is { } declared) return declared.Clone();
        var value = new ValueInfoProto { Name = tensor };
        if (type != DataType.Undefined) value.Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } };
        return value;
    }
}
