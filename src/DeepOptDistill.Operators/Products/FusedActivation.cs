using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>The function that ONNX Runtime's tools have put into the product before it, by its name.</summary>
internal static class FusedActivation
{
    /// <summary>The function of a node's 'activation'; the product as it is where there is none.</summary>
    /// <param name="product">What it is of.</param>
    /// <param name="call">The node.</param>
    /// <param name="numbers">Its parameters, in their order.</param>
    public static Tensor Of(Tensor product, NodeCall call, params double[] numbers) =>
        call.Text("activation", "") switch
        {
            "" => product,
            "Relu" => product.relu(),
            "Sigmoid" => product.sigmoid(),
            "Tanh" => product.tanh(),
            "LeakyRelu" => product.maximum(0) + (product.minimum(0) * numbers[0]),
            "Clip" => product.clamp(numbers[0], numbers[1]),
            "HardSigmoid" => ((product * numbers[0]) + numbers[1]).clamp(0, 1),
            var name => throw new NotSupportedException($"{call.Node.OpType} with activation '{name}'"),
        };
}
