using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Transposed convolution of one to three axes.</summary>
[Kind("ConvTranspose", "transposed convolution of one to three axes")]
public sealed record ConvTranspose : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        if (call.Has("auto_pad") || call.Has("output_shape"))
            return null;
        var window = Windows.Of(call.Node, call.Ints("kernel_shape") ?? call[1][2..], call.X[2..]);
        var more = call.Ints("output_padding") ?? new long[window.Kernel.Length];
        return
        [
            [
                call.X[0],
                call[1][1] * call.Int("group", 1),
                .. call.X[2..]
                    .Select(
                        (size, axis) =>
                            (window.Strides[axis] * (size - 1)) + more[axis] + window.Extent(axis) - window.Begin[axis] - window.End[axis]
                    ),
            ],
        ];
    }

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2);

    internal override long? Macs(NodeShapes node) => Work(node);

    /// <summary>Multiply-accumulates of a transposed convolution: |X|·(M/g)·∏k.</summary>
    internal static long Work(NodeShapes node) => node.InputSize(0) * NodeShapes.Product(node.Input(1).Skip(1));

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, weight) = (call.X, call[1]);
        var window = Windows.Of(call.Node, call.Ints("kernel_shape") ?? weight.shape[2..], x.shape[2..]);
        var output = call.Ints("output_padding") ?? [.. window.Kernel.Select(_ => 0L)];
        long[] full =
        [
            .. window.Kernel.Select((_, axis) => (window.Strides[axis] * (x.shape[axis + 2] - 1)) + output[axis] + window.Extent(axis)),
        ];
        var (begin, end) = Cut(call, window, full, x.shape[2..]);
        var whole = Of(x, weight, call.Find(2), window, output, call.Int("group", 1));
        for (var axis = 0; axis < begin.Length; axis++)
            whole = whole.slice(axis + 2, begin[axis], full[axis] - end[axis], 1);
        return [whole];
    }

    // What is cut off at both ends of an axis: said by pads, by the shape that is to come out, or by as many outputs as steps.
    private static (long[] Begin, long[] End) Cut(NodeCall call, Windows window, long[] full, long[] sizes)
    {
        var kind = call.Text("auto_pad", "NOTSET");
        var wanted = call.Ints("output_shape");
        if (wanted is null && kind is "NOTSET")
            return (window.Begin, window.End);
        if (wanted is null && kind is "VALID")
            return ([.. full.Select(_ => 0L)], [.. full.Select(_ => 0L)]);
        wanted = wanted is null ? [.. sizes.Select((size, axis) => size * window.Strides[axis])] : wanted[^full.Length..];
        long[] all = [.. full.Select((size, axis) => size - wanted[axis])];
        if (all.Any(cut => cut < 0))
            throw new NotSupportedException("ConvTranspose to a shape larger than its windows reach");
        long[] less = [.. all.Select(cut => cut / 2)],
            more = [.. all.Select(cut => cut - (cut / 2))];
        return kind == "SAME_UPPER" ? (less, more) : (more, less);
    }

    private static Tensor Of(Tensor x, Tensor weight, Tensor? bias, Windows window, long[] output, long groups) =>
        window.Kernel.Length switch
        {
            1 => nn.functional.conv_transpose1d(x, weight, bias, window.Strides[0], 0, output[0], window.Dilations[0], groups),
            2 => nn.functional.conv_transpose2d(x, weight, bias, window.Strides, null, output, window.Dilations, groups),
            3 => nn.functional.conv_transpose3d(x, weight, bias, window.Strides, null, output, window.Dilations, groups),
            var axes => throw new NotSupportedException($"ConvTranspose over {axes} axes"),
        };
}
