using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Products;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Attentions;

/// <summary>Attention of ONNX Runtime's tools: one matrix makes queries, keys and values of each row.</summary>
[Kind("com.microsoft.Attention", "softmax(s·Q·Kᵀ)·V over heads, Q, K and V by one matrix")]
public sealed record JoinedAttention : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        return
        [
            [.. call[0][..^1], Widths(call.Node, call[1][^1]).Values],
        ];
    }

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2);

    internal override long? Macs(NodeShapes node) => Work(node, 4);

    /// <summary>
    /// Attention with the projection of its input to queries, keys and values:
    /// N·S·D·(dQ + dK + dV) and N·S·T·(dQ + dV) for T keys, those of the past included.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="pastAt">The input with what was before.</param>
    internal static long Work(NodeShapes node, int pastAt)
    {
        var (input, columns) = (node.Input(0), node.Input(1)[^1]);
        var tokens = NodeShapes.Product(input.SkipLast(1));
        var (queries, values) = Widths(node.Node, columns);
        var keys = input[^2] + (node.HasInput(pastAt) ? node.Input(pastAt)[^2] : 0);
        return tokens * ((input[^1] * columns) + (keys * (queries + values)));
    }

    private static (long Queries, long Values) Widths(NodeProto node, long columns) =>
        Attributes.Find(node, "qkv_hidden_sizes") is { Ints: [var queries, _, var values] }
            ? (queries, values)
            : (columns / 3, columns / 3);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        foreach (var (input, what) in new[] { (4, "keys of the past"), (5, "an added bias"), (6, "a past of its own length") })
            if (call.Find(input) is not null)
                throw new NotSupportedException($"com.microsoft.Attention with {what}");
        foreach (var key in new[] { "qkv_hidden_sizes", "do_rotary", "unidirectional" })
            if (call.Has(key) && call.Int(key, 1) != 0)
                throw new NotSupportedException($"com.microsoft.Attention with '{key}'");
        if (call.Asks(1))
            throw new NotSupportedException("com.microsoft.Attention with keys and values as an output");
        var rows = MatrixProduct.Of(call[0], call[1]);
        var heads = (call.Find(2) is { } bias ? rows + bias : rows)
            .chunk(3, -1)
            .Select(part => Heads.Apart(part, call.Int("num_heads", 1)))
            .ToList();
        double? scale = call.Has("scale") ? call.Float("scale", 0) : null;
        return [Heads.Together(Heads.Attend(heads[0], heads[1], heads[2], scale, Hidden(call)))];
    }

    /// <summary>A mask is samples × length, or the number of keys of each sample.</summary>
    private static Tensor? Hidden(NodeCall call)
    {
        if (call.Find(3) is not { } mask)
            return null;
        var length = call[0].shape[1];
        var seen = mask.dim() switch
        {
            1 when mask.shape[0] == call[0].shape[0] => arange(length).unsqueeze(0).lt(mask.unsqueeze(1)),
            2 when mask.shape[1] == length => mask.ne(0),
            _ => throw new NotSupportedException($"com.microsoft.Attention with a mask of shape {string.Join('×', mask.shape)}"),
        };
        return Heads.Hidden(seen.unsqueeze(1).unsqueeze(1), call.Float("mask_filter_value", -10000), call[0].dtype);
    }
}
