using DeepOptDistill.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Averaging;

/// <summary>An average at work: one tensor per parameter, from the weights as they are.</summary>
internal sealed class AverageState : IDisposable
{
    private readonly Average average;
    private readonly Tensor[] weights;
    private readonly Tensor[] means;
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
    public void Add(long step)
    {
        var share = average.Share(new AverageClock(step, steps, stepsPerEpoch));
        if (share > 0) FusedKernels.Blend(means, weights, share);
    }

    /// <summary>Makes the average the weights.</summary>
    public void Give()
    {
        using var _ = no_grad();
        for (var i = 0; i < weights.Length; i++) weights[i].copy_(means[i]);
    }

    public void Dispose()
    {
        foreach (var mean in means) mean.Dispose();
    }
}
