using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Attentions;

/// <summary>Pairs of numbers of each head turned by angles of their place: x·cos − y·sin, x·sin + y·cos.</summary>
/// <remarks>Su et al. 2021, arXiv 2104.09864.</remarks>
[Kind("RotaryEmbedding", "pairs of numbers of each head turned by angles of their place: x·cos − y·sin, x·sin + y·cos")]
public sealed record RotaryEmbedding : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var rows = Heads.Apart(call[0], call.Int("num_heads", 0));
        var turned = call.Int("rotary_embedding_dim", 0) is > 0 and var told ? told : rows.shape[^1];
        var (cosine, sine) = (Angles(call, 1), Angles(call, 2));
        var (isInterleaved, chosen) = (call.Int("interleaved", 0) != 0, rows.narrow(-1, 0, turned));
        var apart = isInterleaved
            ? chosen.reshape([.. rows.shape[..^1], turned / 2, 2]).transpose(-1, -2)
            : chosen.reshape([.. rows.shape[..^1], 2, turned / 2]);
        var (x, y) = (apart.select(-2, 0), apart.select(-2, 1));
        Tensor[] pair = [(x * cosine) - (y * sine), (x * sine) + (y * cosine)];
        var both = isInterleaved ? stack(pair, -1).flatten(-2) : cat(pair, -1);
        var whole = turned < rows.shape[^1] ? cat([both, rows.narrow(-1, turned, rows.shape[^1] - turned)], -1) : both;
        return [call[0].dim() == 4 ? whole : Heads.Together(whole)];
    }

    /// <summary>Samples × 1 × length × half the size: by place, or as they are told.</summary>
    private static Tensor Angles(NodeCall call, int input) =>
        (call.Find(3) is { } places ? call[input].index(TensorIndex.Tensor(places)) : call[input]).unsqueeze(1);
}
