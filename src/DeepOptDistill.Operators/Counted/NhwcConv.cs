using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Products;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Convolution of images with their channels last.</summary>
[Kind("com.microsoft.NhwcConv", "convolution with channels last")]
public sealed record NhwcConv : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["com.microsoft.NhwcFusedConv"];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2);

    internal override long? Macs(NodeShapes node) => Conv.Work(node, 1);
}
