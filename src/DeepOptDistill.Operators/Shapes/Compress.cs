using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Slices that a list of truth values chooses.</summary>
[Kind("Compress", "slices that a list of truth values chooses")]
public sealed record Compress : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, chosen) = (call.Has("axis") ? call.X : call.X.reshape(-1), call[1].to_type(ScalarType.Bool).nonzero().reshape(-1));
        return [x.index_select(NodeCall.Axis(call.Int("axis", 0), x.dim()), chosen)];
    }
}
