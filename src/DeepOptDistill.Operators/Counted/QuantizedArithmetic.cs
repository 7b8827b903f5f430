using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Sums and products of quantized numbers.</summary>
[Kind("com.microsoft.QLinearAdd", "sums and products of quantized numbers")]
public sealed record QuantizedArithmetic : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["com.microsoft.QLinearMul"];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) =>
        new[] { 0, 3 }.Select(place => new WeightPlace(place) { IsArithmetic = true, IsQuantized = true });
}
