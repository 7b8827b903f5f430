using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Maps of another size: nearest, linear or cubic.</summary>
[Kind("Resize", "maps of another size: nearest, linear or cubic")]
public sealed record Resize : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Resizing.Of(call, call.Opset < 11 ? 1 : 2, 3)];
}
