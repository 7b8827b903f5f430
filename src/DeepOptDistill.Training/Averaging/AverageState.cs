using DeepOptDistill.Training.Schedules;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Averaging;

/// <summary>An average at work.</summary>
public sealed class AverageState : IDisposable
{
    private readonly Averaging averaging;
    private readonly IReadOnlyList<(string Name, Tensor Value)> parameters;

    internal AverageState(Averaging averaging, IReadOnlyList<(string Name, Tensor Value)> parameters)
    {
        (this.averaging, this.parameters) = (averaging, parameters);
        using var scope = NewDisposeScope();
        State = [.. parameters.Select(p => ($"average/{p.Name}", zeros_like(p.Value.detach()).DetachFromDisposeScope()))];
    }

    /// <summary>The averages by name: everything that must be saved.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> State { get; }

    /// <summary>Takes in the weights behind a step.</summary>
    public void Step(ScheduleClock clock)
    {
        var share = averaging.Share(clock);
        if (share == 0) return;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        for (var i = 0; i < parameters.Count; i++) State[i].Value.lerp_(parameters[i].Value, share);
    }

    /// <summary>Puts the averages into the network.</summary>
    public void Apply()
    {
        using var _ = no_grad();
        for (var i = 0; i < parameters.Count; i++) parameters[i].Value.copy_(State[i].Value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, tensor) in State) tensor.Dispose();
    }
}
