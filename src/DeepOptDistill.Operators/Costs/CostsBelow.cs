using DeepOptDistill.Onnx;

namespace DeepOptDistill.Operators.Costs;

/// <summary>What the part of a network costs that computes a tensor.</summary>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="Macs">Multiply-accumulates for one run.</param>
/// <param name="HasUnknownMacs">Whether there are more, which are not counted.</param>
public sealed record CostBelow(long Parameters, long Macs, bool HasUnknownMacs);

/// <summary>What <see cref="Cut.Below(OnnxModel, string)"/> costs for every tensor of a graph, counted in one walk.</summary>
public static class CostsBelow
{
    /// <summary>Costs by tensor name.</summary>
    /// <param name="model">The network.</param>
    /// <param name="shapes">Shape of every input and computed tensor.</param>
    /// <exception cref="ArgumentException">A shape that is needed is missing.</exception>
    public static IReadOnlyDictionary<string, CostBelow> Of(OnnxModel model, ModelShapes shapes)
    {
        var (counter, items) = (new Counter(new Scope(model.Proto.Graph, shapes)), new CostItems());
        var sets = new Dictionary<string, CostSet>(StringComparer.Ordinal);
        var costs = new Dictionary<string, CostBelow>(StringComparer.Ordinal);
        foreach (var node in model.Proto.Graph.Node)
        {
            var below = GraphWalk.Reads(node).Select(input => sets.GetValueOrDefault(input)).OfType<CostSet>();
            var own = items.With(CostSet.Union(below), counter.Of(node));
            foreach (var output in node.Output.Where(o => o.Length > 0))
                (sets[output], costs[output]) = (own, own.Cost);
        }
        return costs;
    }
}
