using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>Adam as published: weight decay is λ·θ added to the gradient, so it passes through the moments.</summary>
/// <remarks>Kingma and Ba 2015, arXiv 1412.6980.</remarks>
[Kind("adam", "bias-corrected moments; decay inside the gradient")]
public sealed record Adam : BiasCorrectedMoments;
