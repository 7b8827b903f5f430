using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Channels as pixels.</summary>
[Kind("DepthToSpace", "channels as pixels")]
public sealed record DepthToSpace : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var (block, x) = (call.Int("blocksize", 1), call.X);
        return
        [
            [x[0], x[1] / (block * block), x[2] * block, x[3] * block],
        ];
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, block) = (call.X, call.Int("blocksize", 1));
        var (n, c, h, w) = (x.shape[0], x.shape[1] / (block * block), x.shape[2], x.shape[3]);
        var apart =
            call.Text("mode", "DCR") == "DCR"
                ? x.reshape(n, block, block, c, h, w).permute(0, 3, 4, 1, 5, 2)
                : x.reshape(n, c, block, block, h, w).permute(0, 1, 4, 2, 5, 3);
        return [apart.reshape(n, c, h * block, w * block)];
    }
}
