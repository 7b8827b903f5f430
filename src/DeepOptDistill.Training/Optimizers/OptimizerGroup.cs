using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>Parameters with one weight decay, their gradients and their state, in one order.</summary>
internal sealed record OptimizerGroup(double WeightDecay, Tensor[] Parameters, Tensor[][] Moments)
{
    public Tensor[] Gradients() => [.. Parameters.Select(p => p.grad!)];
}
