using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Axes in another order.</summary>
[Kind("Transpose", "axes in another order")]
public sealed record Transpose : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) =>
        [
            [
                .. (call.Ints("perm") ?? [.. Enumerable.Range(0, call.X.Length).Reverse().Select(axis => (long)axis)]).Select(axis =>
                    call.X[axis]
                ),
            ],
        ];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) =>
        [call.X.permute(call.Ints("perm") ?? [.. Enumerable.Range(0, (int)call.X.dim()).Reverse().Select(axis => (long)axis)])];
}
