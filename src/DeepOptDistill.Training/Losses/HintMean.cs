using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// The mean of (u − r(v))² over the hint's numbers and the batch: 2 / count of <see cref="Hint"/>, so that one rate suits hints of every
/// size.
/// </summary>
[Kind("hint-mean", "mean of (u − r(v))²: a hint whose size does not depend on the tensor's")]
public sealed record HintMean : RegressedLoss
{
    internal override Tensor Compare(IReadOnlyList<(Tensor Student, Tensor Teacher)> features) => Error(features[0]).pow(2).mean();
}
