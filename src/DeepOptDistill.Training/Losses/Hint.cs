using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// ½‖u − r(v)‖², summed over the hint's numbers and averaged over the batch: the paper's form, which grows with the size of the hint.
/// </summary>
/// <remarks>Romero et al. 2015, FitNets, arXiv 1412.6550, equation 3.</remarks>
[Kind("hint", "½‖u − r(v)‖²: FitNets' hint, summed over the tensor")]
public sealed record Hint : RegressedLoss
{
    internal override Tensor Compare(IReadOnlyList<(Tensor Student, Tensor Teacher)> features) =>
        Error(features[0]).pow(2).sum() * (0.5 / features[0].Student.shape[0]);
}
