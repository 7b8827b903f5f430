using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Operators.Costs;

/// <summary>
/// The tensors that a graph's nodes see, those around a body included: which numbers of the file stand behind each, and its shape.
/// </summary>
internal sealed class Scope
{
    private static readonly string[] Packing =
    [
        "BitShift",
        "BitwiseAnd",
        "BitwiseOr",
        "BitwiseXor",
        "Mod",
        "Gather",
        "GatherElements",
        "GatherND",
    ];

    private readonly GraphIndex index;
    private readonly ModelShapes shapes;
    private readonly Scope? outer;
    private readonly HashSet<string> held = new(StringComparer.Ordinal);

    public Scope(GraphProto graph, ModelShapes shapes, Scope? outer = null)
    {
        (index, this.shapes, this.outer) = (new GraphIndex(graph), shapes, outer);
        foreach (var node in graph.Node.Where(IsHeld))
            held.UnionWith(node.Output);
    }

    /// <summary>Whether these are the tensors of a body.</summary>
    public bool IsInside => outer is not null;

    /// <summary>Whether shapes may be missing: inside a body, or where the model was not run.</summary>
    public bool IsPartial => IsInside || shapes.IsPartial;

    /// <summary>What was seen in a body; null where it was not run.</summary>
    public BodyShapes? Body(GraphProto body) => shapes.Bodies.GetValueOrDefault(body);

    /// <summary>Whether a node only prepares numbers of the file for others: they count where they are used.</summary>
    public bool IsHeld(NodeProto node)
    {
        if (GraphWalk.Bodies(node).Any())
            return false;
        var read = Moved(node) ?? node.Input.Where(i => i.Length > 0);
        return read.Any() && read.All(Holds);
    }

    /// <summary>
    /// Whether learned numbers enter a body by another name, as a state or in slices, or leave a branch as its answer: what reads them
    /// behind is not known to read them.
    /// </summary>
    public bool HandsLearnedNumbersOn(NodeProto node)
    {
        var place = new WeightPlace(0) { IsArithmetic = true, IsQuantized = true };
        if (node.OpType == "If")
            return GraphWalk.Bodies(node).Any(branch => Answers(branch, place));
        return node.Input.Any(name => name.Length > 0 && Learned(name, place).Any());
    }

    /// <summary>Whether a branch answers with learned numbers, those of the graph around it or its own.</summary>
    private bool Answers(GraphProto branch, WeightPlace place)
    {
        var inside = new Scope(branch, new ModelShapes(new Dictionary<string, long[]>()), this);
        return branch.Output.Any(output => inside.Learned(output.Name, place).Any());
    }

    /// <summary>
    /// Whether a node normalizes and does no more: exporters write group norms, and instance norms without scale and shift, as an
    /// InstanceNormalization that multiplies by 1 and adds 0.
    /// </summary>
    public bool IsWithoutScale(NodeProto node) =>
        node.OpType == "InstanceNormalization" && node.Input.Count == 3 && AreAll(node.Input[1], 1) && AreAll(node.Input[2], 0);

    private bool AreAll(string tensor, double value) =>
        index.Stored(tensor) is { } stored
        && TensorValues.IsFloat((DataType)stored.DataType)
        && TensorValues.Read(stored).All(number => number == value);

    /// <summary>Shape of a tensor.</summary>
    /// <exception cref="UnknownShapeException">It is neither stored nor among the measured ones.</exception>
    public long[] ShapeOf(string tensor) => Find(tensor) ?? throw new UnknownShapeException(tensor);

    /// <summary>The learned numbers behind an input, whatever moved, joined, cut or decoded them on the way.</summary>
    /// <param name="tensor">The input.</param>
    /// <param name="place">What its place says of it.</param>
    public IEnumerable<StoredNumbers> Learned(string tensor, WeightPlace place) =>
        Sources(tensor, place).Where(source => Fits(source.Numbers, source.Place)).Select(source => source.Numbers).Distinct();

    private IEnumerable<(StoredNumbers Numbers, WeightPlace Place)> Sources(string tensor, WeightPlace place)
    {
        var (seen, open) = (new HashSet<(string, bool)>(), new Stack<(string Name, WeightPlace Place)>([(tensor, place)]));
        while (open.TryPop(out var next))
        {
            if (!seen.Add((next.Name, next.Place.IsQuantized || next.Place.IsPacked)))
                continue;
            if (index.Numbers(next.Name) is { } numbers)
                yield return (numbers, next.Place);
            else if (index.Producer(next.Name) is { } node)
                Follow(node, next, open);
            else if (outer is not null)
                foreach (var source in outer.Sources(next.Name, next.Place))
                    yield return source;
        }
    }

    private void Follow(NodeProto node, (string Name, WeightPlace Place) from, Stack<(string, WeightPlace)> open)
    {
        // What tells a shape hands no numbers on.
        if (!held.Contains(from.Name) || node.OpType is "Shape" or "Size")
            return;
        var (moved, place) = (Moved(node), from.Place);
        // Whole numbers at the place of weights are learned, whether an operator of quantization or a cast makes them real.
        if (node.OpType is "DequantizeLinear" or "Cast" or "CastLike")
            place = place with { IsQuantized = true };
        if (moved is null)
            place = place with { IsArithmetic = true };
        if (Packing.Contains(node.OpType))
            place = place with { IsPacked = true, IsQuantized = true };
        if (IsChoice(node))
            open.Push((node.Input[0], place with { IsQuantized = true }));
        foreach (var input in moved ?? node.Input)
            open.Push((input, place));
    }

    /// <summary>Whether a stored choice between two numbers is what was learned: weights of one bit.</summary>
    private bool IsChoice(NodeProto node) => node.OpType == "Where" && node.Input.Skip(1).All(input => index.Numbers(input)?.Count == 1);

    /// <summary>
    /// Whether numbers behind an input are looked up or taken apart on the way, so that their count is not that of the learned ones.
    /// </summary>
    /// <param name="tensor">The input.</param>
    /// <param name="place">What its place says of it.</param>
    public bool IsPacked(string tensor, WeightPlace place) =>
        Sources(tensor, place).Any(source => source.Place.IsPacked && IsWhole(source.Numbers.Type));

    private bool Holds(string tensor) =>
        index.Numbers(tensor) is not null || held.Contains(tensor) || (index.Producer(tensor) is null && outer?.Holds(tensor) == true);

    private long[]? Find(string tensor) => index.Numbers(tensor)?.Shape ?? shapes.Tensors.GetValueOrDefault(tensor) ?? outer?.Find(tensor);

    /// <summary>
    /// What an operator moves, cuts, joins or writes otherwise, without the numbers that say how; null for one that computes.
    /// </summary>
    private static IEnumerable<string>? Moved(NodeProto node) =>
        node.OpType switch
        {
            "Transpose"
            or "Reshape"
            or "Identity"
            or "Unsqueeze"
            or "Squeeze"
            or "Flatten"
            or "Cast"
            or "CastLike"
            or "Slice"
            or "Split"
            or "Expand"
            or "Tile"
            or "Pad"
            or "Clip"
            or "Dropout"
            or "DequantizeLinear"
            or "QuantizeLinear" => node.Input.Take(1),
            "Concat" => node.Input,
            _ => null,
        };

    private static bool Fits(StoredNumbers numbers, WeightPlace place)
    {
        if (place.IsArithmetic && numbers.Count == 1)
            return false;
        return TensorValues.IsFloat(numbers.Type) || NarrowTypes.IsFloat(numbers.Type) || (place.IsQuantized && IsWhole(numbers.Type));
    }

    private static bool IsWhole(DataType type) =>
        NarrowTypes.IsWhole(type)
        || type is DataType.Bool or DataType.Int8 or DataType.Uint8 or DataType.Int16 or DataType.Uint16 or DataType.Int32;
}
