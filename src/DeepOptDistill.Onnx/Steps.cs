using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>How often the bodies of a model's nodes run: unknown where the data decide, known for one shape where only shapes do.</summary>
/// <param name="model">The model.</param>
public sealed class Steps(OnnxModel model)
{
    private readonly GraphIndex index = new(model.Proto.Graph);
    private readonly HashSet<string> fromData = Taps.FromInputs(model)
        .Concat(model.Inputs.Select(i => i.Name))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Runs of a body for one run of its node; null where the data decide.</summary>
    /// <param name="body">The body.</param>
    /// <param name="known">Shape of a tensor of the model.</param>
    /// <param name="value">The one number, or truth value, in a tensor that the model computes; null where it has more or none.</param>
    public long? Of(BodyModel body, Func<string, TensorInfo?> known, Func<string, long?> value)
    {
        var node = body.Node;
        return node.OpType switch
        {
            "If" => Decided(node.Input[0], value) is { } isTrue ? (IsThen(body) == (isTrue != 0) ? 1 : 0) : null,
            "Loop" => Loop(body, value),
            "Scan" => Scan(node, known),
            _ => null,
        };
    }

    private static bool IsThen(BodyModel body) => ReferenceEquals(Attributes.Find(body.Node, "then_branch")?.G, body.Body);

    private static long? Scan(NodeProto node, Func<string, TensorInfo?> known)
    {
        var first = BodyModel.States(node);
        return first < node.Input.Count && known(node.Input[first]) is { Shape.Count: > 0 } whole
            ? whole.Shape[BodyModel.AxisOf(node, 0, whole.Shape.Count)]
            : null;
    }

    private long? Loop(BodyModel body, Func<string, long?> value)
    {
        var node = body.Node;
        var begins = node.Input.Count < 2 || node.Input[1].Length == 0 ? 1 : Decided(node.Input[1], value);
        if (begins is null or 0)
            return begins;
        return GoesOn(body) && node.Input[0].Length > 0 ? Decided(node.Input[0], value) : null;
    }

    /// <summary>Whether no step of a loop can end it: its condition is handed on, or always true.</summary>
    private bool GoesOn(BodyModel body)
    {
        var (inside, name) = (new GraphIndex(body.Body), body.Body.Output[0].Name);
        while (inside.Stored(name) is null && inside.Producer(name) is { OpType: "Identity" or "Cast" } moved)
            name = moved.Input[0];
        return name == body.Body.Input[1].Name
            || IsTrue(inside.Stored(name) ?? (inside.Producer(name) is null ? index.Stored(name) : null));
    }

    private static bool IsTrue(TensorProto? stored) => stored is not null && Number(stored) == 1;

    private long? Decided(string tensor, Func<string, long?> value) =>
        index.Stored(tensor) is { } stored ? Number(stored)
        : fromData.Contains(tensor) ? null
        : value(tensor);

    private static long? Number(TensorProto stored)
    {
        if (TensorValues.Count(stored) != 1)
            return null;
        return (DataType)stored.DataType switch
        {
            DataType.Int64 => TensorValues.Integers(stored)[0],
            DataType.Bool => stored.HasRawData ? stored.RawData[0] : stored.Int32Data[0],
            DataType.Int32 when !stored.HasRawData => stored.Int32Data[0],
            _ => null,
        };
    }
}
