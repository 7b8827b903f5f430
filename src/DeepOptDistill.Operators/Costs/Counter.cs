using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Costs;

/// <summary>Counts the nodes of a graph one by one, with what is inside the bodies of If, Loop and Scan.</summary>
/// <param name="scope">The tensors that the nodes see.</param>
internal sealed class Counter(Scope scope)
{
    public NodeCounts Of(NodeProto node)
    {
        if (GraphWalk.Bodies(node).Any())
            return Control(node);
        return OperatorSet.All.Find(node) is { } cost ? Known(node, cost) : Unknown(node);
    }

    private NodeCounts Known(NodeProto node, Operator cost)
    {
        // What is computed of the file's numbers alone is computed once, not for each sample.
        var isHeld = scope.IsHeld(node);
        var macs = isHeld ? 0 : Work(node, cost);
        var learned =
            (isHeld && cost.Weights(node).All(place => place.IsArithmetic)) || scope.IsWithoutScale(node) ? [] : Learned(node, cost);
        return new(macs ?? 0, cost.Stored(node), learned, macs is null ? [OperatorSet.NameOf(node)] : [], Packed(node, cost));
    }

    private long? Work(NodeProto node, Operator cost)
    {
        try
        {
            return cost.Macs(new NodeShapes(node, scope.ShapeOf));
        }
        // Of what is inside a body, the runtime does not always tell shapes; of what does not run, shapes may be of another rank.
        catch (Exception error) when (scope.IsPartial && error is UnknownShapeException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>The operator's name where some of its weights are packed, or looked up in a table.</summary>
    private string[] Packed(NodeProto node, Operator cost) =>
        cost.Weights(node).Any(place => place.Input < node.Input.Count && scope.IsPacked(node.Input[place.Input], place))
            ? [$"{OperatorSet.NameOf(node)} (packed weights)"]
            : [];

    private List<(StoredNumbers, long)> Learned(NodeProto node, Operator cost) =>
        [
            .. cost.Weights(node)
                .Where(place => place.Input < node.Input.Count)
                .SelectMany(place =>
                    scope.Learned(node.Input[place.Input], place).Select(numbers => (numbers, place.Count ?? numbers.Count))
                ),
        ];

    private NodeCounts Unknown(NodeProto node)
    {
        var place = new WeightPlace(0) { IsArithmetic = true, IsQuantized = true };
        var stores =
            node.Attribute.Any(a => a.T is not null || a.Floats.Count > 1) || node.Input.Any(input => scope.Learned(input, place).Any());
        string[] name = [OperatorSet.NameOf(node)];
        return new(0, 0, [], name, stores ? name : []);
    }

    /// <summary>
    /// A branch counts where it is taken, a loop as often as it runs. What the data decide counts once, or as its cheaper branch: at least.
    /// </summary>
    private NodeCounts Control(NodeProto node)
    {
        var bodies = GraphWalk.Bodies(node).Select(body => (Seen: scope.Body(body), Counts: Inside(body))).ToList();
        string[] name = [OperatorSet.NameOf(node)];
        var all = bodies.Aggregate(NodeCounts.None, (sum, body) => sum + body.Counts) with { MacsUnknown = [] };
        if (scope.HandsLearnedNumbersOn(node))
            all = all with { ParametersUnknown = [.. all.ParametersUnknown, .. name] };
        if (bodies.Any(body => body.Seen is null))
            return all with { Macs = 0, MacsUnknown = name };
        if (GraphWalk.Bodies(node).Any(body => Grows(node, body)))
            return all with { Macs = bodies.Min(b => b.Counts.Macs * (b.Seen!.Times ?? 1)), MacsUnknown = name };
        if (bodies.All(body => body.Seen!.Times is not null))
        {
            var run = bodies.Where(b => b.Seen!.Times > 0).ToList();
            return all with
            {
                Macs = run.Sum(b => b.Counts.Macs * b.Seen!.Times!.Value),
                MacsUnknown = [.. run.SelectMany(b => b.Counts.MacsUnknown)],
            };
        }
        var (least, most) = (bodies.Min(b => b.Counts.Macs), bodies.Max(b => b.Counts.Macs));
        var isSame = node.OpType == "If" && least == most;
        return all with
        {
            Macs = least,
            MacsUnknown = [.. bodies.SelectMany(b => b.Counts.MacsUnknown), .. isSame || most == 0 ? [] : name],
        };
    }

    /// <summary>
    /// Whether a step of a loop hands on a state of another shape than it took, as a cache of keys and values: each step costs more.
    /// </summary>
    private bool Grows(NodeProto node, GraphProto body)
    {
        if (node.OpType != "Loop" || scope.Body(body)?.Shapes.Tensors is not { } shapes)
            return false;
        const int BesideInput = 2,
            BesideOutput = 1;
        return Enumerable
            .Range(0, Math.Max(0, body.Input.Count - BesideInput))
            .Any(state =>
                shapes.GetValueOrDefault(body.Input[BesideInput + state].Name) is { } before
                && shapes.GetValueOrDefault(body.Output[BesideOutput + state].Name) is { } after
                && !before.SequenceEqual(after)
            );
    }

    private NodeCounts Inside(GraphProto body)
    {
        var seen = scope.Body(body);
        var inside = new Scope(body, seen?.Shapes ?? new ModelShapes(new Dictionary<string, long[]>()), scope);
        var counter = new Counter(inside);
        var nodes = body.Node.Select(node => seen is null ? counter.ParametersOf(node) : counter.Of(node));
        return nodes.Aggregate(NodeCounts.None, (sum, counts) => sum + counts);
    }

    /// <summary>What a node of a body that was not run learned.</summary>
    public NodeCounts ParametersOf(NodeProto node)
    {
        if (GraphWalk.Bodies(node).Any())
            return Control(node);
        return OperatorSet.All.Find(node) is { } cost
            ? new(0, cost.Stored(node), scope.IsWithoutScale(node) ? [] : Learned(node, cost), [], Packed(node, cost))
            : Unknown(node);
    }
}
