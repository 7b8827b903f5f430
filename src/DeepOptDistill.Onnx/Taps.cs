using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>Inner tensors made visible: a runtime hands out only what is an output of the graph.</summary>
public static class Taps
{
    /// <summary>
    /// Names of the floating-point tensors that the graph computes from its inputs, and not only from their shapes, its outputs left out;
    /// in the order of computation.
    /// </summary>
    public static IReadOnlyList<string> All(OnnxModel model)
    {
        var outputs = model.Outputs.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        return [.. Computed(model).Where(t => !outputs.Contains(t))];
    }

    /// <summary>The same with the outputs.</summary>
    internal static IEnumerable<string> Computed(OnnxModel model)
    {
        var types = ElementTypes.Of(model);
        return FromInputs(model).Where(t => TensorValues.IsFloat(types.GetValueOrDefault(t)));
    }

    /// <summary>The model with more outputs, after those that it has. A tensor that is an output already stays where it is.</summary>
    /// <exception cref="InputException">Some names are not tensors that the graph computes: one problem each, with the nearest
    /// name.</exception>
    public static OnnxModel Expose(OnnxModel model, IEnumerable<string> tensors)
    {
        var wanted = tensors.Distinct(StringComparer.Ordinal).ToList();
        var computed = new GraphIndex(model.Proto.Graph).Computed.ToHashSet(StringComparer.Ordinal);
        InputException.ThrowIfAny([.. wanted.Where(t => !computed.Contains(t)).Select(t => Unknown(t, computed))]);
        var proto = model.Proto.Clone();
        var types = ElementTypes.Of(model);
        var present = proto.Graph.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var declared = proto
            .Graph.ValueInfo.DistinctBy(v => v.Name, StringComparer.Ordinal)
            .ToDictionary(v => v.Name, StringComparer.Ordinal);
        proto.Graph.Output.Add(wanted.Where(t => !present.Contains(t)).Select(t => Declare(declared, t, types.GetValueOrDefault(t))));
        return model.With(proto);
    }

    /// <summary>
    /// The model with exactly these outputs, of which nothing is declared: a runtime finds out their types and shapes, whatever the file
    /// says of inner tensors.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="tensors">Names of tensors that the graph computes, each once.</param>
    /// <param name="known">What a run has shown of its inputs and of some tensors, in the place of all declarations; null to leave
    /// these.</param>
    public static OnnxModel Bare(OnnxModel model, IEnumerable<string> tensors, IReadOnlyCollection<TensorInfo>? known = null)
    {
        var proto = model.Proto.Clone();
        proto.Graph.Output.Clear();
        proto.Graph.Output.Add(tensors.Select(t => new ValueInfoProto { Name = t }));
        if (known is not null)
            KnownShapes.Write(proto.Graph, known);
        return model.With(proto);
    }

    internal static Problem Unknown(string tensor, IReadOnlyCollection<string> computed) =>
        new(
            $"tensor '{tensor}'",
            "no such tensor in the graph",
            "the name of a tensor that the graph computes",
            Nearest.Remedy(tensor, computed)
        );

    /// <summary>
    /// Names of the tensors that the graph computes from its inputs, and not only from their shapes; in the order of computation.
    /// </summary>
    internal static IEnumerable<string> FromInputs(OnnxModel model)
    {
        var reached = model.Inputs.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        foreach (
            var node in model.Proto.Graph.Node.Where(n => n.OpType is not ("Shape" or "Size") && GraphWalk.Reads(n).Any(reached.Contains))
        )
        foreach (var output in node.Output.Where(o => o.Length > 0))
        {
            reached.Add(output);
            yield return output;
        }
    }

    /// <summary>A declaration without a shape where the file has none: the runtime infers it.</summary>
    private static ValueInfoProto Declare(Dictionary<string, ValueInfoProto> known, string tensor, DataType type)
    {
        if (known.TryGetValue(tensor, out var declared))
            return declared.Clone();
        var value = new ValueInfoProto { Name = tensor };
        if (type != DataType.Undefined)
            value.Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } };
        return value;
    }
}
