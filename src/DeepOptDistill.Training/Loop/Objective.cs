using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Schedules;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>The weighted sum of a stage's loss terms.</summary>
internal static class Objective
{
    /// <summary>The sum as a tensor, and each term without its weight by name. A term of weight 0 is measured but takes no gradient.</summary>
    public static (Tensor Sum, IReadOnlyList<(string Name, double Value)> Terms) Of(IReadOnlyList<Loss> losses, Func<Loss, LossInput> inputOf, ScheduleClock clock)
    {
        Tensor? sum = null;
        var terms = new List<(string, double)>();
        foreach (var loss in losses)
        {
            var value = loss.Value(inputOf(loss));
            var weight = loss.WeightAt(clock);
            var weighted = weight == 1 ? value : value * weight;
            sum = sum is null ? weighted : sum + weighted;
            terms.Add((loss.Term, value.item<float>()));
        }
        return (sum!, terms);
    }
}
