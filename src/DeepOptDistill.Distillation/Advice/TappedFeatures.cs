using DeepOptDistill.Data.Similarity;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Distillation.Advice;

/// <summary>One tensor of a network, as some images see it.</summary>
/// <param name="Tap">The tensor.</param>
/// <param name="Depth">Weighted layers up to it, as a share of those up to the answer.</param>
/// <param name="Gram">Inner products of its pooled features.</param>
internal sealed record TappedFeatures(TapPoint Tap, double Depth, Gram Gram);
