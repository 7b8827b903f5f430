using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Counted;

/// <summary>A learned bias and what follows.</summary>
[Kind("com.microsoft.BiasAdd", "a learned bias and what follows")]
public sealed record BiasAdd : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["com.microsoft.BiasDropout", "com.microsoft.BiasSplitGelu"];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1);
}
