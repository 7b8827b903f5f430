using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Networks;

/// <summary>Parameters in the memory order that libtorch computes fastest in.</summary>
internal static class ParameterMemory
{
    /// <summary>
    /// A kernel with shape (out, in, height, width) laid out channels-last. libtorch reads the layout from the strides:
    /// a channels-last kernel keeps every convolution behind it channels-last, which saves oneDNN's reorders.
    /// </summary>
    public static Parameter Kernel(float[] values, int outputs, int inputs, int size) => Kernel(values, [outputs, inputs, size, size]);

    /// <inheritdoc cref="Kernel(float[], int, int, int)"/>
    public static Parameter Kernel(float[] values, long[] shape)
    {
        using var scope = NewDisposeScope();
        var plain = tensor(values, shape);
        var last = empty(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2);
        last.copy_(plain);
        return scope.MoveToOuter(new Parameter(last.detach(), requires_grad: true));
    }

    /// <summary>A parameter of any shape in plain order.</summary>
    public static Parameter Plain(float[] values, params long[] shape) => new(tensor(values, shape), requires_grad: true);

    /// <summary>The values in logical (row-major) order, whatever the strides.</summary>
    public static float[] Read(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().contiguous().data<float>().ToArray();
    }
}
