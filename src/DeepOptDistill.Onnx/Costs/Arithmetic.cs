using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>
/// Sums and products element by element, and tensors set side by side: a stored one counts unless it is a single number, a constant of
/// a formula.
/// </summary>
internal sealed record Arithmetic : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } =
        ["Add", "Sub", "Mul", "Div", "Sum", "Concat", $"{Microsoft}.QLinearAdd", $"{Microsoft}.QLinearMul"];

    public override IEnumerable<WeightPlace> Weights(NodeProto node) =>
        Places(node).Select(place => new WeightPlace(place) { IsArithmetic = true, IsQuantized = node.Domain == Microsoft });

    private static IEnumerable<int> Places(NodeProto node) => node.Domain == Microsoft ? [0, 3] : Enumerable.Range(0, node.Input.Count);
}
