using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Maps of another size: nearest, linear or cubic.</summary>
[Kind("Resize", "maps of another size: nearest, linear or cubic")]
public sealed record Resize : Operator
{
    // By sizes alone: what scales come to is rounded.
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) =>
        call.Opset < 11 || !call.Has(3) || call.Has("axes") || call.Has("keep_aspect_ratio_policy") ? null : [call.Whole(3)];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Resizing.Of(call, call.Opset < 11 ? 1 : 2, 3)];
}
