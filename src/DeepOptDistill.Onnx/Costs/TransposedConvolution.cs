using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>Transposed convolutions: |X|·(M/g)·∏k.</summary>
internal sealed record TransposedConvolution : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } = ["ConvTranspose", $"{Microsoft}.ConvTransposeWithDynamicPads"];

    public override IEnumerable<WeightPlace> Weights(NodeProto node) => node.Domain == Microsoft ? At(1, 3) : At(1, 2);

    public override long? Macs(NodeShapes node) => node.InputSize(0) * NodeShapes.Product(node.Input(1).Skip(1));
}
