using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Costs;

/// <summary>Size and work of a network.</summary>
/// <param name="Parameters">Learned numbers: weights, biases, norm statistics and slopes, floating-point or quantized; each tensor
/// once.</param>
/// <param name="Macs">Multiply-accumulates for one run.</param>
/// <param name="Nodes">The same by node, in the order of the file.</param>
public sealed record ModelCost(long Parameters, long Macs, IReadOnlyList<NodeCost> Nodes)
{
    /// <summary>Key of the metadata that tells our own files, by the student's name.</summary>
    public const string StudentKey = "deepopt.student";

    /// <summary>
    /// Operators whose stored numbers are not counted, by name: where there are any, <see cref="Parameters"/> are at least.
    /// </summary>
    public IReadOnlyList<string> ParametersUnknown { get; init; } = [];

    /// <summary>Operators whose work is not, or not all, counted, by name: where there are any, <see cref="Macs"/> are at least.</summary>
    public IReadOnlyList<string> MacsUnknown { get; init; } = [];

    /// <summary>
    /// Counts a model. A stored tensor is learned where it stands at an operator's place for weights, bias, statistics or slopes, also
    /// behind operators that only move, join, cut or decode numbers; of a sparse one the numbers that it stores. Of files that we wrote,
    /// mean, deviation and whitening of the input are none, and neither are units of the output. Multiply-accumulates are
    /// those of convolutions, products of matrices, recurrent layers and attention, bias additions left out; each operator's rule stands
    /// beside its name. A body of If counts where it is taken, one of Loop or Scan as often as it runs.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="shapes">Shape of every input and computed tensor for one sample (batch 1).</param>
    /// <exception cref="ArgumentException">A shape that is needed is missing.</exception>
    public static ModelCost Count(OnnxModel model, IReadOnlyDictionary<string, long[]> shapes) => Count(model, new ModelShapes(shapes));

    /// <inheritdoc cref="Count(OnnxModel, IReadOnlyDictionary{string, long[]})"/>
    public static ModelCost Count(OnnxModel model, ModelShapes shapes) =>
        Sum(model.Proto.Graph.Node, Learned(model, CounterOf(model, shapes).Of));

    /// <summary>Counts the learned numbers alone, which needs no run; <see cref="Macs"/> is then 0 and means nothing.</summary>
    /// <param name="model">The network.</param>
    public static ModelCost Learned(OnnxModel model) =>
        Sum(model.Proto.Graph.Node, Learned(model, CounterOf(model, new ModelShapes(new Dictionary<string, long[]>())).ParametersOf));

    /// <summary>Counts the part of a model that computes one tensor: what <see cref="Cut.Below(OnnxModel, string)"/> leaves.</summary>
    /// <inheritdoc cref="Count(OnnxModel, IReadOnlyDictionary{string, long[]})"/>
    public static ModelCost Below(OnnxModel model, string tensor, IReadOnlyDictionary<string, long[]> shapes)
    {
        var needed = new GraphIndex(model.Proto.Graph).Needed([tensor]);
        return Sum(
            model.Proto.Graph.Node.Where(n => n.Output.Any(needed.Contains)),
            Learned(model, CounterOf(model, new ModelShapes(shapes)).Of)
        );
    }

    /// <summary>Of our own files, what stands before the first layer and behind the last was measured, not learned.</summary>
    private static Func<NodeProto, NodeCounts> Learned(OnnxModel model, Func<NodeProto, NodeCounts> count) =>
        !IsOwn(model) ? count : node => IsForm(node.Name) ? count(node) with { Stored = 0, Learned = [] } : count(node);

    /// <summary>Whether a file is one of ours.</summary>
    internal static bool IsOwn(OnnxModel model) => model.Proto.MetadataProps.Any(entry => entry.Key == StudentKey);

    /// <summary>Whether a node of our own files stands before the first layer or behind the last.</summary>
    internal static bool IsForm(string node) =>
        node.StartsWith("input.", StringComparison.Ordinal) || node.StartsWith("output.", StringComparison.Ordinal);

    private static Counter CounterOf(OnnxModel model, ModelShapes shapes) => new(new Scope(model.Proto.Graph, shapes));

    private static ModelCost Sum(IEnumerable<NodeProto> nodes, Func<NodeProto, NodeCounts> count)
    {
        var (seen, costs) = (new HashSet<StoredNumbers>(), new List<NodeCost>());
        var (parametersUnknown, macsUnknown) = (
            new SortedSet<string>(StringComparer.Ordinal),
            new SortedSet<string>(StringComparer.Ordinal)
        );
        foreach (var node in nodes)
        {
            var counts = count(node);
            costs.Add(CostOf(node, counts, counts.Learned.Where(learned => seen.Add(learned.Numbers)).Sum(learned => learned.Count)));
            parametersUnknown.UnionWith(counts.ParametersUnknown);
            macsUnknown.UnionWith(counts.MacsUnknown);
        }
        return new(costs.Sum(n => n.Parameters), costs.Sum(n => n.Macs), costs)
        {
            ParametersUnknown = [.. parametersUnknown],
            MacsUnknown = [.. macsUnknown],
        };
    }

    private static NodeCost CostOf(NodeProto node, NodeCounts counts, long learned) =>
        new(node.Name, node.OpType, node.Output.FirstOrDefault(o => o.Length > 0) ?? "", counts.Stored + learned, counts.Macs)
        {
            HasUnknownMacs = counts.MacsUnknown.Count > 0,
            HasUnknownParameters = counts.ParametersUnknown.Count > 0,
        };
}
