using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>a tensor in parts along an axis.</summary>
[Kind("Split", "a tensor in parts along an axis")]
public sealed record Split : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var axis = call.Axis(call.Int("axis", 0));
        var (size, parts) = (call.X[axis], call.Int("num_outputs", call.Node.Output.Count));
        var each = (size + parts - 1) / parts;
        var lengths =
            call.Whole("split", 1)
            ?? [.. Enumerable.Range(0, (int)parts).Select(part => Math.Max(0, Math.Min(each, size - (part * each))))];
        return [.. lengths.Select(length => (long[])[.. call.X[..axis], length, .. call.X[(axis + 1)..]])];
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var axis = NodeCall.Axis(call.Int("axis", 0), call.X.dim());
        var (size, parts) = (call.X.shape[axis], call.Has("num_outputs") ? call.Int("num_outputs", 1) : call.Outputs);
        var each = (size + parts - 1) / parts;
        long[] even = [.. Enumerable.Range(0, (int)parts).Select(part => Math.Max(0, Math.Min(each, size - (part * each))))];
        return [.. call.X.split(call.Whole("split", 1) ?? even, axis)];
    }
}
