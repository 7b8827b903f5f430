using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Schedules;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>The weighted sum of a stage's loss terms.</summary>
internal static class Objective
{
    /// <summary>
    /// The sum as a tensor, and each term without its weight by name. A term of weight 0 is measured, and has no say even where it is not
    /// finite.
    /// </summary>
    public static (Tensor Sum, IReadOnlyList<(string Name, double Value)> Terms) Of(
        IReadOnlyList<Loss> losses,
        Func<Loss, LossInput> inputOf,
        ScheduleClock clock
    )
    {
        Tensor? sum = null,
            still = null;
        var terms = new List<(string, double)>();
        foreach (var loss in losses)
        {
            var value = loss.Value(inputOf(loss));
            var weight = loss.WeightAt(clock);
            terms.Add((loss.Term, value.item<float>()));
            still ??= value;
            if (weight == 0)
                continue;
            var weighted = weight == 1 ? value : value * weight;
            sum = sum is null ? weighted : sum + weighted;
        }
        return (sum ?? (still! * 0), terms);
    }
}
