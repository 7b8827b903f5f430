using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Training.Schedules;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// T²·KL(p ‖ softmax(z / T)) with the ensemble's probabilities p at temperature T, summed over classes and averaged over the batch.
/// T² keeps the size of the gradient, (q − p)·T / N, of the same order at every temperature.
/// </summary>
/// <remarks>
/// Hinton, Vinyals and Dean 2015, arXiv 1503.02531. libtorch's KL divergence averages over classes as well unless told otherwise, which would
/// make the term smaller by the number of classes; it is summed here. A class with probability 0 counts 0, also where its logit is −∞.
/// </remarks>
[Kind("soft-target", "T²·KL(ensemble ‖ student) at temperature T; or of one teacher alone")]
public sealed record SoftTarget : Loss
{
    /// <summary>T: higher shows more of the small probabilities.</summary>
    [Between(0, 1e6, LowExcluded = true)]
    public double Temperature { get; init; } = 4;

    /// <summary>The temperature over time, as a multiple of <see cref="Temperature"/>.</summary>
    public Schedule? TemperatureSchedule { get; init; }

    /// <summary>Name of the only teacher that is listened to, so that each can have a term and a weight of its own; the whole ensemble, mixed, where left out.</summary>
    public string? Teacher { get; init; }

    /// <inheritdoc/>
    public override string Term => Teacher is null ? Kind : $"{Kind} {Teacher}";

    /// <inheritdoc/>
    public override double? TargetTemperature => Temperature;

    /// <inheritdoc/>
    public override string? TargetTeacher => Teacher;

    /// <inheritdoc/>
    public override Schedule? Cooling => TemperatureSchedule;

    /// <inheritdoc/>
    public override double TemperatureAt(ScheduleClock clock) => TemperatureSchedule?.At(clock, Temperature) ?? Temperature;

    /// <inheritdoc/>
    public override Tensor Value(LossInput input)
    {
        var target = input.SoftTargets[Target!.Value];
        var temperature = TemperatureAt(input.Clock);
        var student = nn.functional.log_softmax(input.Logits / temperature, dim: 1);
        var divergence = where(target > 0, target * (target.log() - student), zeros_like(student)).sum();
        return divergence * (temperature * temperature / input.Logits.shape[0]);
    }
}
