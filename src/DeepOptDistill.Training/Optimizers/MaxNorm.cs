using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// A bound on the weights that enter each filter or unit: after every step w ← w·c / (‖w‖ + 10⁻⁷) where ‖w‖ &gt; c. Kernels and matrices
/// only.
/// </summary>
/// <remarks>Srivastava et al. 2014; FitNets (Romero et al. 2015) and pylearn2 as <c>max_kernel_norm</c>.</remarks>
public sealed record MaxNorm
{
    /// <summary>Names of layers or parameters, with <c>*</c> for any letters.</summary>
    [MinLength(1)]
    public string Layers { get; init; } = "*";

    /// <summary>c, the longest that the weights of one filter may be.</summary>
    [Between(0, double.PositiveInfinity, LowExcluded = true)]
    public required double Norm { get; init; }

    /// <summary>The parameters that each bound holds for; the first bound that fits a parameter counts.</summary>
    internal static IReadOnlyList<(Tensor Value, double Norm)> Bounds(
        IReadOnlyList<MaxNorm> bounds,
        IReadOnlyList<(string Name, Tensor Value)> parameters
    ) =>
        [
            .. from parameter in parameters
            where parameter.Value.dim() > 1
            let bound = bounds.FirstOrDefault(b => new LayerPattern(b.Layers).Fits(parameter.Name))
            where bound is not null
            select (parameter.Value, bound.Norm),
        ];

    internal static void Apply(Tensor weights, double norm) => weights.copy_(weights.renorm(2f, 0, (float)norm));
}
