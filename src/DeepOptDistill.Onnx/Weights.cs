using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>The numbers that a model stores.</summary>
public static class Weights
{
    /// <summary>
    /// Names of the stored floating-point tensors in which some value is NaN: what a diverged training leaves behind. Infinities are
    /// not reported, because attention masks use them on purpose.
    /// </summary>
    public static IReadOnlyList<string> WithNaN(OnnxModel model) =>
        [.. GraphWalk.Tensors(model.Proto.Graph)
            .Where(t => TensorValues.IsFloat((DataType)t.DataType) && TensorValues.Read(t).Any(double.IsNaN))
            .Select(t => t.Name)];
}
