using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>The weighted sum of a stage's loss terms.</summary>
internal static class Objective
{
    /// <summary>The sum as a tensor, and each term without its weight by name. A term of weight 0 is measured but takes no gradient.</summary>
    public static (Tensor Sum, IReadOnlyList<(string Name, double Value)> Terms) Of(IReadOnlyList<Loss> losses, LossInput input)
    {
        Tensor? sum = null;
        var terms = new List<(string, double)>();
        foreach (var loss in losses)
        {
            var value = loss.Value(input);
            var weight = loss.WeightAt(input.Clock);
            var weighted = weight == 1 ? value : value * weight;
            sum = sum is null ? weighted : sum + weighted;
            terms.Add((loss.Term, value.item<float>()));
        }
        return (sum!, terms);
    }
}
