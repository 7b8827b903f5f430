using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Students.Initializers;

/// <summary>
/// Orthonormal weights that are then scaled by data: before the first step each layer's output over a batch is brought to variance 1, one
/// layer after the other, with dropout off. Inside residual blocks only the orthonormal start is done.
/// </summary>
/// <remarks>Mishkin and Matas 2016, arXiv 1511.06422; tolerance and rounds are those of the authors' code.</remarks>
[Kind("lsuv", "orthonormal, then unit output variance by data", Version = 2)]
public sealed record Lsuv : Initializer
{
    /// <summary>How far from 1 an output's variance may stay.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Tolerance { get; init; } = 0.02;

    /// <summary>Most rounds for a layer.</summary>
    [Between(1, 1000)]
    public int Rounds { get; init; } = 20;

    /// <inheritdoc/>
    public override float[] Draw(int count, int fanIn, int fanOut, Seed seed) => new Orthogonal().Draw(count, fanIn, fanOut, seed);
}
