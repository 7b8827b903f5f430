using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// Σ p·log(p / q) for terms that multiply it by T²: at high temperatures p and q differ by a few of float32's last digits, so sums are
/// taken in double, over shares that sum to 1, and as Σ p·log(p / q) − p + q, of which no part is below 0.
/// </summary>
internal static class RelativeEntropy
{
    /// <summary>log softmax(z / T), in double.</summary>
    public static Tensor LogShares(Tensor logits, double temperature) =>
        nn.functional.log_softmax(logits.to(ScalarType.Float64) / temperature, 1);

    /// <summary>Shares in double, each row scaled to sum to 1 beyond float32's digits.</summary>
    public static Tensor Exact(Tensor shares)
    {
        var wide = shares.to(ScalarType.Float64);
        return wide / wide.sum(1, keepdim: true);
    }

    /// <summary>The sum over all rows. A share of 0 counts 0, also where the other's is 0.</summary>
    /// <param name="shares">p, in double.</param>
    /// <param name="logOther">log q, in double.</param>
    public static Tensor Of(Tensor shares, Tensor logOther) =>
        (where(shares > 0, shares * (shares.log() - logOther), zeros_like(logOther)) - shares + logOther.exp()).sum();
}
