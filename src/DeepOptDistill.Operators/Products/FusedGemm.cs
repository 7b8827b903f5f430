using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>f(α·A·B + β·C), A and B perhaps transposed.</summary>
[Kind("com.microsoft.FusedGemm", "f(α·A·B + β·C), A and B perhaps transposed")]
public sealed record FusedGemm : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [Gemm.Shape(call)];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(0, 1, 2);

    internal override long? Macs(NodeShapes node) => Gemm.Work(node);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [FusedActivation.Of(Gemm.Of(call), call, Numbers(call))];

    private static double[] Numbers(NodeCall call) =>
        call.Text("activation", "") switch
        {
            "LeakyRelu" => [call.Float("activation_alpha", 0.01f)],
            "HardSigmoid" => [call.Float("activation_alpha", 0.2f), call.Float("activation_beta", 0.5f)],
            _ => [],
        };
}
