using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Attentions;

/// <summary>Attention of ONNX Runtime's tools: queries, keys and values are inputs, and a bias of the three may be added.</summary>
[Kind("com.microsoft.MultiHeadAttention", "softmax(s·Q·Kᵀ + bias)·V over heads")]
public sealed record MultiHeadAttention : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        if (call[0].dim() != 3 || call[1].dim() != 3 || call[2].dim() != 3)
            throw new NotSupportedException("com.microsoft.MultiHeadAttention with packed rows, or keys of four axes");
        foreach (var (input, what) in new[] { (4, "a mask of keys"), (6, "keys of the past"), (7, "values of the past") })
            if (call.Find(input) is not null) throw new NotSupportedException($"com.microsoft.MultiHeadAttention with {what}");
        if (call.Int("unidirectional", 0) != 0) throw new NotSupportedException("com.microsoft.MultiHeadAttention with 'unidirectional'");
        if (call.Asks(1)) throw new NotSupportedException("com.microsoft.MultiHeadAttention with keys and values as an output");
        long[] widths = [call[0].shape[2], call[1].shape[2], call[2].shape[2]];
        var biases = call.Find(3)?.split(widths);
        var count = call.Int("num_heads", 1);
        var heads = Enumerable.Range(0, 3).Select(i => Heads.Apart(biases is null ? call[i] : call[i] + biases[i], count)).ToList();
        double? scale = call.Float("scale", 0) is not 0 and var told ? told : null;
        return [Heads.Together(Heads.Attend(heads[0], heads[1], heads[2], scale, call.Find(5)))];
    }
}
