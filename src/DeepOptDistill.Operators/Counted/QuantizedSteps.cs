using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>What is done with quantized numbers and learns nothing.</summary>
[Kind("com.microsoft.QLinearAveragePool", "pools and functions of quantized numbers")]
public sealed record QuantizedSteps : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases { get; } =
    [
        "com.microsoft.QLinearGlobalAveragePool",
        "com.microsoft.QLinearConcat",
        "com.microsoft.QLinearLeakyRelu",
        "com.microsoft.QLinearReduceMean",
        "com.microsoft.QLinearSigmoid",
        "com.microsoft.QLinearSoftmax",
        "com.microsoft.QLinearWhere",
        "com.microsoft.QuantizeLinear",
        "com.microsoft.DequantizeLinear",
    ];
}
