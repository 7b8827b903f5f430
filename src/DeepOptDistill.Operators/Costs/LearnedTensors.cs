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
    /// without scale, the forms of input and output of our own files, and what stands in bodies of If, Loop and Scan.
    /// </summary>
    /// <param name="model">The network.</param>
    public static IReadOnlyList<string> Of(OnnxModel model)
    {
        var isOwn = ModelCost.IsOwn(model);
        var scope = new Scope(model.Proto.Graph, new ModelShapes(new Dictionary<string, long[]>()));
        var stored = model.Proto.Graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var found = from node in model.Proto.Graph.Node
                    where OperatorSet.All.Find(node) is not null && !scope.IsWithoutScale(node)
                    where !GraphWalk.Bodies(node).Any() && !(isOwn && ModelCost.IsForm(node.Name))
                    from place in Places(node)
                    from numbers in scope.Learned(node.Input[place.Input], place)
                    where stored.TryGetValue(numbers.Name, out var tensor) && IsLearned(tensor)
                    select numbers.Name;
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<WeightPlace> Places(NodeProto node) => OperatorSet.All.Find(node)!.Trained(node)
        .Where(place => place.Input < node.Input.Count && node.Input[place.Input].Length > 0);

    private static bool IsLearned(TensorProto tensor) =>
        TensorValues.IsFloat((TensorProto.Types.DataType)tensor.DataType) && TensorValues.Count(tensor) > 0
        && !IsMask(TensorValues.Read(tensor));

    /// <summary>Whether numbers say what a softmax sees: 0, or so far below it that nothing is left.</summary>
    private static bool IsMask(double[] numbers) => numbers.Any(number => !double.IsFinite(number))
        || (numbers.Any(number => number <= Hidden) && numbers.All(number => number == 0 || number <= Hidden));
}
