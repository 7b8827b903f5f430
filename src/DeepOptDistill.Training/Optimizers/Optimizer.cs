using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// How parameters move against their gradient. Weight decay touches kernels and matrices only: never biases, norms or PReLU slopes.
/// Contract: descends a quadratic · rate 0 moves nothing · saved and resumed = uninterrupted · reference trajectory.
/// </summary>
[Family("optimizers")]
public abstract record Optimizer
{
    /// <summary>η, the learning rate, where the schedule does not name its own.</summary>
    [Between(0, double.PositiveInfinity)]
    [AlsoCalled("lr", "learning_rate")]
    public abstract double Rate { get; init; }

    /// <summary>λ of kernels and matrices.</summary>
    [Between(0, double.PositiveInfinity)]
    [AlsoCalled("wd", "l2")]
    public double WeightDecay { get; init; }

    /// <summary>Where λ enters: <c>coupled</c> adds λ·θ to the gradient, <c>decoupled</c> takes η·λ·θ from the weights.</summary>
    public virtual DecayForm Decay { get; init; }

    /// <summary>
    /// Layers with a rate or decay of their own; the first group that fits a parameter counts, the rest have the options above.
    /// </summary>
    public IReadOnlyList<ParameterGroup> Groups { get; init; } = [];

    /// <summary>Begins with fresh state for these parameters.</summary>
    /// <exception cref="InputException">A group names no layer, or the optimizer does not fit so many parameters.</exception>
    public OptimizerState Start(IReadOnlyList<(string Name, Tensor Value)> parameters) => new(this, parameters, StepRules.None);

    /// <summary>Names of the tensors kept per parameter: <c>momentum</c>.</summary>
    internal abstract IReadOnlyList<string> Moments { get; }

    /// <summary>What a moment is before the first step.</summary>
    internal virtual double Initial => 0;

    /// <summary>Whether a step asks for products with the Hessian, so that the objective must stay differentiable twice.</summary>
    internal virtual bool NeedsCurvature => false;

    /// <summary>Most parameters that the optimizer takes.</summary>
    internal virtual long MostParameters => long.MaxValue;

    /// <summary>Options that contradict each other: the key, what was found, what was expected.</summary>
    internal virtual IEnumerable<(string Key, string Found, string Expected)> Contradictions => [];

    /// <summary>One step over all groups.</summary>
    internal abstract void Move(IReadOnlyList<OptimizerGroup> groups, double rate, long step, Curvature? curvature);
}
