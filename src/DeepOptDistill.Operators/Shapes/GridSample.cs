using DeepOptDistill.Core.Kinds;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Numbers at places between pixels.</summary>
[Kind("GridSample", "numbers at places between pixels")]
public sealed record GridSample : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) =>
        [
            [.. call.X[..2], .. call[1][1..^1]],
        ];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var mode = call.Text("mode", "bilinear") switch
        {
            "nearest" => GridSampleMode.Nearest,
            "bilinear" or "linear" => GridSampleMode.Bilinear,
            var other => throw new NotSupportedException($"GridSample with mode '{other}'"),
        };
        var beside = call.Text("padding_mode", "zeros") switch
        {
            "border" => GridSamplePaddingMode.Border,
            "reflection" => GridSamplePaddingMode.Reflection,
            _ => GridSamplePaddingMode.Zeros,
        };
        return [nn.functional.grid_sample(call.X, call[1], mode, beside, call.Int("align_corners", 0) != 0)];
    }
}
