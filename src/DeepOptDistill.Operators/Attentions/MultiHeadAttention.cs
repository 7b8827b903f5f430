using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Attentions;

/// <summary>Attention of ONNX Runtime's tools: queries, keys and values are inputs, and a bias of the three may be added.</summary>
[Kind("com.microsoft.MultiHeadAttention", "softmax(s·Q·Kᵀ + bias)·V over heads")]
public sealed record MultiHeadAttention : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) =>
        call[0].Length != 3 || call[2].Length != 3
            ? null
            :
            [
                [.. call[0][..2], call[2][2]],
            ];

    private const int Packed = 5;

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(3);

    /// <summary>(|Q| + |Y|)·T for T keys, those of the past included; queries, keys and values apart or packed.</summary>
    internal override long? Macs(NodeShapes node)
    {
        var queries = node.Input(0);
        var size = NodeShapes.Product(queries) / (queries.Length == Packed ? queries[3] : 1);
        var past = node.HasInput(6) ? node.Input(6)[^2] : 0;
        return (size + node.OutputSize()) * (Keys(node, queries) + past);
    }

    /// <summary>N×S×D and N×S×heads×2×d hold their keys in the second axis, N×heads×S×d in the third.</summary>
    private static long Keys(NodeShapes node, long[] queries) =>
        !node.HasInput(1) ? queries[1]
        : node.Input(1) is { Length: 4 } cached ? cached[2]
        : node.Input(1)[1];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        if (call[0].dim() != 3 || call[1].dim() != 3 || call[2].dim() != 3)
            throw new NotSupportedException("com.microsoft.MultiHeadAttention with packed rows, or keys of four axes");
        foreach (var (input, what) in new[] { (4, "a mask of keys"), (6, "keys of the past"), (7, "values of the past") })
            if (call.Find(input) is not null)
                throw new NotSupportedException($"com.microsoft.MultiHeadAttention with {what}");
        if (call.Int("unidirectional", 0) != 0)
            throw new NotSupportedException("com.microsoft.MultiHeadAttention with 'unidirectional'");
        if (call.Asks(1))
            throw new NotSupportedException("com.microsoft.MultiHeadAttention with keys and values as an output");
        long[] widths = [call[0].shape[2], call[1].shape[2], call[2].shape[2]];
        var biases = call.Find(3)?.split(widths);
        var count = call.Int("num_heads", 1);
        var heads = Enumerable.Range(0, 3).Select(i => Heads.Apart(biases is null ? call[i] : call[i] + biases[i], count)).ToList();
        double? scale = call.Float("scale", 0) is not 0 and var told ? told : null;
        return [Heads.Together(Heads.Attend(heads[0], heads[1], heads[2], scale, call.Find(5)))];
    }
}
