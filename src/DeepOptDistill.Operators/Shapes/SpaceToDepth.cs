using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Pixels as channels.</summary>
[Kind("SpaceToDepth", "pixels as channels")]
public sealed record SpaceToDepth : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var (block, x) = (call.Int("blocksize", 1), call.X);
        return
        [
            [x[0], x[1] * block * block, x[2] / block, x[3] / block],
        ];
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, block) = (call.X, call.Int("blocksize", 1));
        var (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2] / block, x.shape[3] / block);
        return [x.reshape(n, c, h, block, w, block).permute(0, 3, 5, 1, 2, 4).reshape(n, c * block * block, h, w)];
    }
}
