using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>Parameters with one rate and one weight decay, their gradients and their state, in one order.</summary>
internal sealed class OptimizerGroup : IDisposable
{
    private readonly StorageOrder[] orders;
    private readonly Tensor[] parameterViews;
    private readonly Tensor[][] momentViews;

    /// <param name="settings">What the parameters have in common.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="moments">How many tensors are kept for each.</param>
    /// <param name="initial">What they hold before the first step.</param>
    public OptimizerGroup(GroupSettings settings, Tensor[] parameters, int moments, double initial)
    {
        Settings = settings;
        Parameters = parameters;
        orders = [.. parameters.Select(p => new StorageOrder(p))];
        // full_like keeps the strides: kernels walk parameter, gradient and moments in memory order.
        Moments =
        [
            .. Enumerable
                .Range(0, moments)
                .Select(_ => parameters.Select(p => full_like(p.detach(), initial).DetachFromDisposeScope()).ToArray()),
        ];
        parameterViews = [.. parameters.Select((p, i) => orders[i].View(p.detach()).DetachFromDisposeScope())];
        momentViews = [.. Moments.Select(list => list.Select((m, i) => orders[i].View(m.alias()).DetachFromDisposeScope()).ToArray())];
    }

    public GroupSettings Settings { get; }

    public double Rate => Settings.Rate;

    public double Coupled => Settings.Coupled;

    public double Decoupled => Settings.Decoupled;

    public Tensor[] Parameters { get; }

    public Tensor[][] Moments { get; }

    public Tensor[] Gradients() => [.. Parameters.Select(p => p.grad!)];

    public Span<T> Parameter<T>(int index)
        where T : struct => StorageOrder.Values<T>(parameterViews[index]);

    public Span<T> Moment<T>(int moment, int index)
        where T : struct => moment < momentViews.Length ? StorageOrder.Values<T>(momentViews[moment][index]) : default;

    public Tensor Gradient(int index) => orders[index].View(Parameters[index].grad!);

    public void Dispose()
    {
        foreach (var tensor in Moments.Concat(momentViews).Append(parameterViews).SelectMany(t => t))
            tensor.Dispose();
    }
}

/// <summary>What the parameters of a group have in common.</summary>
/// <param name="Rate">Factor of the rate.</param>
/// <param name="Coupled">λ inside the gradient.</param>
/// <param name="Decoupled">λ beside it.</param>
internal sealed record GroupSettings(double Rate, double Coupled, double Decoupled)
{
    public static GroupSettings Of(Optimizer optimizer, string name, Tensor parameter)
    {
        var own = optimizer.Groups.FirstOrDefault(group => new LayerPattern(group.Layers).Fits(name));
        // Biases, norms and slopes are vectors, kernels and matrices are not.
        var decay = parameter.dim() > 1 || own is { DecayVectors: true } ? own?.WeightDecay ?? optimizer.WeightDecay : 0;
        return optimizer.Decay == DecayForm.Coupled
            ? new GroupSettings(own?.Rate ?? 1, decay, 0)
            : new GroupSettings(own?.Rate ?? 1, 0, decay);
    }
}
