using DeepOptDistill.Onnx;

namespace DeepOptDistill.Operators.Costs;

/// <summary>Numbers the single costs of a graph: the work of each node, and each tensor of learned numbers once.</summary>
internal sealed class CostItems
{
    private readonly Dictionary<StoredNumbers, int> tensors = [];
    private readonly List<CostBelow> items = [];

    /// <summary>A set with the costs of one more node; itself where that costs nothing.</summary>
    public CostSet With(CostSet below, NodeCounts node)
    {
        var added = node.Learned.Select(learned => Item(learned.Numbers, learned.Count)).ToList();
        var isUnknown = node.MacsUnknown.Count > 0;
        if (node.Macs > 0 || node.Stored > 0 || isUnknown)
            added.Add(Add(new(node.Stored, node.Macs, isUnknown)));
        return below.With(added, items);
    }

    private int Item(StoredNumbers numbers, long count)
    {
        if (!tensors.TryGetValue(numbers, out var item))
            tensors[numbers] = item = Add(new(count, 0, false));
        return item;
    }

    private int Add(CostBelow cost)
    {
        items.Add(cost);
        return items.Count - 1;
    }
}
