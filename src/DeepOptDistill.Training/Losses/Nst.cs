using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// Squared maximum mean discrepancy between the channels of student and teacher, averaged over the batch: mean k(s, s') + mean k(t, t') −
/// 2·mean k(s, t) with k(x, y) = (x·y)², every channel a vector of its positions of length 1. Numbers of channels need not agree; maps of
/// unequal size are compared at the smaller one.
/// </summary>
/// <remarks>
/// Huang and Wang 2017, Neuron Selectivity Transfer, arXiv 1707.01219: the polynomial kernel with d = 2 and c = 0, the best of the paper's
/// three.
/// </remarks>
[Kind("nst", "squared discrepancy of channels under the kernel (x·y)²")]
public sealed record Nst : MapLoss
{
    /// <inheritdoc/>
    internal override Tensor Compare(IReadOnlyList<(Tensor Student, Tensor Teacher)> features)
    {
        var (student, teacher) = AtOneSize(features[0].Student, features[0].Teacher);
        var (s, t) = (Channels(student), Channels(teacher));
        // A square in exact arithmetic; rounding may leave −1e-8.
        return (Kernel(s, s) + Kernel(t, t) - (2 * Kernel(s, t))).clamp_min(0);
    }

    private static Tensor Channels(Tensor maps) => nn.functional.normalize(maps.flatten(2), dim: 2);

    private static Tensor Kernel(Tensor x, Tensor y) => x.bmm(y.transpose(1, 2)).square().mean();
}
