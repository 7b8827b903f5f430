using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Convolution of one to three axes.</summary>
[Kind("Conv", "convolution of one to three axes")]
public sealed record Conv : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [Shape(call, call.X, call[1])];

    /// <summary>Shape of a convolution: samples, maps, and the steps of the window along each axis.</summary>
    /// <param name="call">The node.</param>
    /// <param name="x">Shape of the samples.</param>
    /// <param name="weight">Shape of the weights.</param>
    internal static long[] Shape(ShapeCall call, long[] x, long[] weight)
    {
        var window = Windows.Of(call.Node, call.Ints("kernel_shape") ?? weight[2..], x[2..]);
        return [x[0], weight[0], .. x[2..].Select((size, axis) => window.Steps(axis, size))];
    }

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2);

    internal override long? Macs(NodeShapes node) => Work(node, 1);

    /// <summary>Multiply-accumulates of a convolution: |Y|·(C/g)·∏k.</summary>
    /// <param name="node">The node.</param>
    /// <param name="kernel">The input with its weights.</param>
    internal static long Work(NodeShapes node, int kernel) => node.OutputSize() * NodeShapes.Product(node.Input(kernel).Skip(1));

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Of(call, call.X, call[1], call.Find(2))];

    internal static Tensor Of(NodeCall call, Tensor x, Tensor weight, Tensor? bias)
    {
        var window = Windows.Of(call.Node, call.Ints("kernel_shape") ?? weight.shape[2..], x.shape[2..]);
        if (window.IsEven)
            return Of(x, weight, bias, window, call.Int("group", 1));
        var padded = nn.functional.pad(x, Windows.Padding(window.Begin, window.End));
        return Of(padded, weight, bias, window with { Begin = [.. window.Begin.Select(_ => 0L)] }, call.Int("group", 1));
    }

    private static Tensor Of(Tensor x, Tensor weight, Tensor? bias, Windows window, long groups) =>
        window.Kernel.Length switch
        {
            1 => nn.functional.conv1d(x, weight, bias, window.Strides[0], window.Begin[0], window.Dilations[0], groups),
            2 => nn.functional.conv2d(x, weight, bias, window.Strides, window.Begin, window.Dilations, groups),
            3 => nn.functional.conv3d(x, weight, bias, window.Strides, window.Begin, window.Dilations, groups),
            var axes => throw new NotSupportedException($"Conv over {axes} axes"),
        };
}
