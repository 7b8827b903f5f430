using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x held between two bounds; either may be missing.</summary>
[Kind("Clip", "x held between two bounds")]
public sealed record Clip : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var x = call.X;
        if (Bound(call, "min", 1) is { } low)
            x = x.maximum(low);
        if (Bound(call, "max", 2) is { } high)
            x = x.minimum(high);
        return [ReferenceEquals(x, call.X) ? x.alias() : x];
    }

    private static Tensor? Bound(NodeCall call, string key, int input)
    {
        if (call.Opset >= 11)
            return call.Find(input)?.detach();
        return call.Has(key) ? tensor(call.Float(key, 0), dtype: call.X.dtype) : null;
    }
}
