using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Costs;

/// <summary>Which numbers of a file training changes.</summary>
public static class LearnedTensors
{
    /// <summary>So far below 0 a number hides something from a softmax.</summary>
    private const double Hidden = -1e4;

    /// <summary>
    /// Names of the stored tensors that are learned, in the order of the nodes that read them: weights, biases, slopes, scales and
    /// shifts of floating-point numbers, as <see cref="ModelCost"/> counts them. Not learned are the statistics of batch norms, what is
    /// subtracted or divided by (a standardization of the input), masks, single numbers of a formula, ones and zeros of a normalization
    /// without scale, and the forms of input and output of our own files. What bodies of If, Loop and Scan store
    /// is learned where it stands in the graph around them (<see cref="Onnx.Learning.TrainableForm.Lifted"/>).
    /// </summary>
    /// <param name="model">The network.</param>
    public static IReadOnlyList<string> Of(OnnxModel model)
    {
        var isOwn = ModelCost.IsOwn(model);
        var scope = new Scope(model.Proto.Graph, new ModelShapes(new Dictionary<string, long[]>()));
        var stored = model.Proto.Graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var found =
            from one in Nodes(model.Proto.Graph, scope)
            where OperatorSet.All.Find(one.Node) is not null && !one.Scope.IsWithoutScale(one.Node)
            where !(isOwn && ModelCost.IsForm(one.Node.Name))
            from place in Places(one.Node)
            from numbers in one.Scope.Learned(one.Node.Input[place.Input], place)
            where stored.TryGetValue(numbers.Name, out var tensor) && IsLearned(tensor)
            select numbers.Name;
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Nodes with the tensors that they see, those of bodies in the place of the node around them.</summary>
    private static IEnumerable<(NodeProto Node, Scope Scope)> Nodes(GraphProto graph, Scope scope)
    {
        foreach (var node in graph.Node)
        {
            var bodies = GraphWalk.Bodies(node).ToList();
            if (bodies.Count == 0)
                yield return (node, scope);
            foreach (
                var inner in bodies.SelectMany(body =>
                    Nodes(body, new Scope(body, new ModelShapes(new Dictionary<string, long[]>()), scope))
                )
            )
                yield return inner;
        }
    }

    private static IEnumerable<WeightPlace> Places(NodeProto node) =>
        OperatorSet.All.Find(node)!.Trained(node).Where(place => place.Input < node.Input.Count && node.Input[place.Input].Length > 0);

    private static bool IsLearned(TensorProto tensor) =>
        TensorValues.IsFloat((TensorProto.Types.DataType)tensor.DataType)
        && TensorValues.Count(tensor) > 0
        && !IsMask(TensorValues.Read(tensor));

    /// <summary>Whether numbers say what a softmax sees: 0, or so far below it that nothing is left.</summary>
    private static bool IsMask(double[] numbers) =>
        numbers.Any(number => !double.IsFinite(number))
        || (numbers.Any(number => number <= Hidden) && numbers.All(number => number == 0 || number <= Hidden));
}
