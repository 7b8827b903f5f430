using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// How parameters move against their gradient. Weight decay touches kernels and matrices only: never biases, batch norm or PReLU slopes.
/// Contract: descends a quadratic · rate 0 moves nothing · saved and resumed = uninterrupted · reference trajectory.
/// </summary>
[Family("optimizers")]
public abstract record Optimizer
{
    /// <summary>η, the learning rate, where the schedule does not name its own.</summary>
    [Between(0, double.PositiveInfinity)]
    public abstract double Rate { get; init; }

    /// <summary>λ, added as λ·θ to the gradient of kernels and matrices (AdamW: taken from the weights directly).</summary>
    [Between(0, double.PositiveInfinity)]
    public double WeightDecay { get; init; }

    /// <summary>Begins with zero state for these parameters.</summary>
    public OptimizerState Start(IReadOnlyList<(string Name, Tensor Value)> parameters) => new(this, parameters);

    /// <summary>Names of the tensors kept per parameter: <c>momentum</c>.</summary>
    internal abstract IReadOnlyList<string> Moments { get; }

    /// <summary>One step over a group of parameters in one native call.</summary>
    internal abstract void Step(OptimizerGroup group, double rate, long step);
}
