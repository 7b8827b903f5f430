using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Maps of another size: nearest, linear or cubic.</summary>
[Kind("Upsample", "maps of another size: nearest, linear or cubic")]
public sealed record Upsample : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Resizing.Of(call, 1, 3)];
}
