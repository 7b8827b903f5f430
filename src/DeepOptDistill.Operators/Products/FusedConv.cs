using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Convolution, what is added to it, and a function of the sum.</summary>
[Kind("com.microsoft.FusedConv", "f(convolution + z)")]
public sealed record FusedConv : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [Conv.Shape(call, call.X, call[1])];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2);

    internal override long? Macs(NodeShapes node) => Conv.Work(node, 1);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var product = Conv.Of(call, call.X, call[1], call.Find(2));
        var sum = call.Find(3) is { } added ? product + added : product;
        return [FusedActivation.Of(sum, call, [.. (call.Floats("activation_params") ?? []).Select(number => (double)number)])];
    }
}
