using DeepOptDistill.Core.Kinds;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Attentions;

/// <summary>softmax(s·Q·Kᵀ + mask)·V, over heads.</summary>
[Kind("Attention", "softmax(s·Q·Kᵀ + mask)·V, over heads")]
public sealed record Attention : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        if (call[0].Length == 4)
            return
            [
                [.. call[0][..3], call[2][3]],
            ];
        var width = call[2][2] / call.Int("kv_num_heads", 1) * call.Int("q_num_heads", 1);
        return
        [
            [.. call[0][..2], width],
        ];
    }

    /// <summary>
    /// Queries times keys, and their shares times values: (|Q| + |Y|)·S for S keys, those of the past included. Masks and causality save
    /// nothing.
    /// </summary>
    internal override long? Macs(NodeShapes node)
    {
        var past = node.HasInput(4) ? node.Input(4)[^2] : 0;
        return (node.InputSize(0) + node.OutputSize()) * (node.Input(1)[^2] + past);
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        if (call.Asks(3))
            throw new NotSupportedException("Attention with its scores as an output");
        if (call.Find(6) is not null)
            throw new NotSupportedException("Attention with lengths of keys");
        var (query, heads) = (Heads.Apart(call[0], call.Int("q_num_heads", 0)), call.Int("kv_num_heads", 0));
        var (key, value) = (Heads.Apart(call[1], heads), Heads.Apart(call[2], heads));
        if (call.Find(4) is { } pastKey)
            key = cat([pastKey, key], 2);
        if (call.Find(5) is { } pastValue)
            value = cat([pastValue, value], 2);
        double? scale = call.Has("scale") ? call.Float("scale", 0) : null;
        var found = Heads.Attend(query, key, value, scale, Bias(call, query, key), call.Float("softcap", 0));
        return [call[0].dim() == 4 ? found : Heads.Together(found), call.Asks(1) ? key : null, call.Asks(2) ? value : null];
    }

    private static Tensor? Bias(NodeCall call, Tensor query, Tensor key)
    {
        var mask = call.Find(3);
        if (mask is { dtype: ScalarType.Bool })
            mask = zeros_like(mask, dtype: query.dtype).masked_fill(mask.logical_not(), Lowest);
        if (call.Int("is_causal", 0) == 0)
            return mask;
        if (call.Find(4) is not null)
            throw new NotSupportedException("Attention to what was before, with keys of the past");
        var causal = zeros(query.shape[2], key.shape[2], dtype: query.dtype).masked_fill(Heads.Before(query, key).logical_not(), Lowest);
        return mask is null ? causal : mask + causal;
    }

    private static Scalar Lowest => double.NegativeInfinity;
}
