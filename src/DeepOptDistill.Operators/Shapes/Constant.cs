using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Numbers that stand in the node.</summary>
[Kind("Constant", "numbers that stand in the node")]
public sealed record Constant : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        if (Attributes.Find(call.Node, "value")?.T is { } stored) return [StoredTensor.Read(stored)];
        if (call.Floats("value_floats") is { } floats) return [tensor(floats)];
        if (call.Ints("value_ints") is { } whole) return [TensorReading.OfWhole(whole)];
        if (call.Has("value_float")) return [tensor((float)call.Float("value_float", 0))];
        if (call.Has("value_int")) return [tensor(call.Int("value_int", 0), dtype: ScalarType.Int64)];
        throw new NotSupportedException("Constant of text or of a sparse tensor");
    }
}
