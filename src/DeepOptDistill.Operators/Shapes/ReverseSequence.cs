using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>The first numbers of each sequence turned round.</summary>
[Kind("ReverseSequence", "the first numbers of each sequence turned round")]
public sealed record ReverseSequence : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, lengths) = (call.X, call.Whole(1)!);
        var (batch, time) = (call.Int("batch_axis", 1), call.Int("time_axis", 0));
        var rows = lengths.Select((length, i) => Turned(x.narrow(batch, i, 1), time, length));
        return [cat([.. rows], batch)];
    }

    private static Tensor Turned(Tensor row, long time, long length) =>
        cat([row.narrow(time, 0, length).flip(time), row.narrow(time, length, row.shape[time] - length)], time);
}
