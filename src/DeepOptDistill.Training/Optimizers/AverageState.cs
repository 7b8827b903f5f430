using DeepOptDistill.Training.Averaging;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>An average at work: one tensor per parameter, from the weights as they are.</summary>
internal sealed class AverageState : IDisposable
{
    private readonly Average average;
    private readonly Tensor[] weights;
    private readonly Tensor[] means;
    private long taken;
    private readonly long steps;
    private readonly long stepsPerEpoch;

    public AverageState(Average average, IReadOnlyList<(string Name, Tensor Value)> parameters, long steps, long stepsPerEpoch)
    {
        this.average = average;
        this.steps = steps;
        this.stepsPerEpoch = stepsPerEpoch;
        weights = [.. parameters.Select(p => p.Value)];
        means = [.. weights.Select(w => w.detach().clone().DetachFromDisposeScope())];
        State = [.. parameters.Select((p, i) => ($"average/{p.Name}", means[i]))];
    }

    public IReadOnlyList<(string Name, Tensor Value)> State { get; }

    /// <summary>Takes the weights in behind a step.</summary>
    public void Add(long step) => Add(new AverageClock(step, steps, stepsPerEpoch));

    /// <summary>
    /// Takes in the weights that a stage really ends with, where its last step was not known to be the last and did not count.
    /// </summary>
    public void End(long step)
    {
        if (taken < step)
            Add(new AverageClock(step, steps, stepsPerEpoch) { EndsHere = true });
    }

    private void Add(AverageClock clock)
    {
        var share = average.Share(clock);
        if (!(share > 0))
            return;
        FusedKernels.Blend(means, weights, share);
        taken = clock.Step;
    }

    /// <summary>Makes the average the weights.</summary>
    public void Give()
    {
        using var _ = no_grad();
        for (var i = 0; i < weights.Length; i++)
            weights[i].copy_(means[i]);
    }

    public void Dispose()
    {
        foreach (var mean in means)
            mean.Dispose();
    }
}
