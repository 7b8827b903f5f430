using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>Options of some layers: <c>{ layers: "conv*", rate: 0.05, weight_decay: 0 }</c>.</summary>
public sealed record ParameterGroup
{
    /// <summary>
    /// Names of layers or parameters, with <c>*</c> for any letters: <c>conv1</c>, <c>conv*</c>, <c>*.bias</c>, <c>residual1.*</c>.
    /// </summary>
    [MinLength(1)]
    public required string Layers { get; init; }

    /// <summary>What the rate is multiplied with; 0 keeps the layers as they are.</summary>
    [Between(0, double.PositiveInfinity)]
    public double Rate { get; init; } = 1;

    /// <summary>λ of these layers; the optimizer's where left out.</summary>
    [Between(0, double.PositiveInfinity)]
    public double? WeightDecay { get; init; }

    /// <summary>Whether biases, norms and slopes of these layers decay too.</summary>
    public bool DecayVectors { get; init; }
}
