using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// ‖G_s − G_t‖²_F / N², with G = FFᵀ (N × N) of the batch's flattened features, each row of length 1: samples that excite a teacher alike
/// shall excite the student alike. Shapes need not agree.
/// </summary>
/// <remarks>
/// Tung and Mori 2019, arXiv 1907.09682. Rows of N similarities have length 1, so the term falls as 1/N: its weight belongs to a batch
/// size.
/// </remarks>
[Kind("similarity-preserving", "‖G_s − G_t‖² / N², G = FFᵀ of the batch, rows of length 1", Version = 2)]
public sealed record SimilarityPreserving : FeatureLoss
{
    // Squared length of a row, relative to the longest, up to which its sample counts as one without features.
    private const double Least = 1e-12;

    /// <inheritdoc/>
    internal override Tensor Compare(IReadOnlyList<(Tensor Student, Tensor Teacher)> features) =>
        (Similarity(features[0].Student) - Similarity(features[0].Teacher)).square().mean();

    private static Tensor Similarity(Tensor features)
    {
        var rows = features.flatten(1);
        var similarities = rows.mm(rows.t());
        var squares = similarities.square().sum(1, keepdim: true);
        // A sample without features beside others is like none, and has no direction to turn to: its gradient would be infinite.
        var alive = squares > Least * squares.detach().max();
        return where(alive, similarities / where(alive, squares, ones_like(squares)).sqrt(), zeros_like(similarities));
    }
}
