using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>An optimizer at work: its moments for every parameter, and the steps done.</summary>
public sealed class OptimizerState : IDisposable
{
    private readonly Optimizer optimizer;
    private readonly List<OptimizerGroup> groups = [];

    internal OptimizerState(Optimizer optimizer, IReadOnlyList<(string Name, Tensor Value)> parameters)
    {
        this.optimizer = optimizer;
        using var scope = NewDisposeScope();
        var tensors = new List<(string, Tensor)>();
        foreach (var decayed in parameters.GroupBy(p => p.Value.dim() > 1).OrderByDescending(g => g.Key))
        {
            // zeros_like keeps the strides: the fused kernels walk parameter, gradient and moments in memory order.
            var moments = optimizer.Moments.Select(_ => decayed.Select(p => zeros_like(p.Value.detach()).DetachFromDisposeScope()).ToArray()).ToArray();
            groups.Add(new OptimizerGroup(decayed.Key ? optimizer.WeightDecay : 0, [.. decayed.Select(p => p.Value)], moments));
            tensors.AddRange(optimizer.Moments.SelectMany((name, m) => decayed.Select((p, i) => ($"{name}/{p.Name}", moments[m][i]))));
        }
        State = tensors;
    }

    /// <summary>Steps done.</summary>
    public long Steps { get; set; }

    /// <summary>Everything that must be saved besides the number of steps, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> State { get; }

    /// <summary>Moves every parameter once.</summary>
    /// <param name="rate">η of this step.</param>
    public void Step(double rate)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Steps++;
        foreach (var group in groups) optimizer.Step(group, rate, Steps);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, tensor) in State) tensor.Dispose();
    }
}
