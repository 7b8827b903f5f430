using DeepOptDistill.Core.Runs;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Stopping;

/// <summary>The weights and statistics of the best epoch so far.</summary>
internal sealed class BestWeights : IDisposable
{
    private readonly EarlyStop stop;
    private readonly IReadOnlyList<(string Name, Tensor Value)> state;

    public BestWeights(EarlyStop stop, IReadOnlyList<(string Name, Tensor Value)> state)
    {
        (this.stop, this.state) = (stop, state);
        using var scope = NewDisposeScope();
        State = stop.RestoreBest ? [.. state.Select(s => ($"best/{s.Name}", s.Value.detach().clone().DetachFromDisposeScope()))] : [];
    }

    /// <summary>What a checkpoint must hold.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> State { get; }

    /// <summary>Hears of a finished epoch, keeps its weights where it is the best, and says whether the stage is over.</summary>
    public bool After(IReadOnlyList<EpochRecord> epochs)
    {
        if (stop.Best(epochs) == epochs.Count - 1)
            Copy(state, State);
        return stop.IsOver(epochs);
    }

    /// <summary>Puts the best epoch's weights back.</summary>
    public void Apply() => Copy(State, state);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, tensor) in State)
            tensor.Dispose();
    }

    private static void Copy(IReadOnlyList<(string Name, Tensor Value)> from, IReadOnlyList<(string Name, Tensor Value)> to)
    {
        using var _ = no_grad();
        foreach (var (source, target) in from.Zip(to))
            target.Value.copy_(source.Value);
    }
}
