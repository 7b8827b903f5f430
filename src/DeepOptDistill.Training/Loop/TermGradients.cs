using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>
/// How much of the gradient each term of a stage has on a batch: ‖w·∇term‖ / Σ‖w·∇term‖ over the terms, with the norm over everything that
/// is learned. A pass of its own for each term, beside the step: fused layers let go of what they saved in their first backward pass, so
/// that one graph does not serve two. Changes nothing: passes of one step have one dropout mask, running statistics are put back, and no
/// gradient is left.
/// </summary>
internal static class TermGradients
{
    /// <summary>The shares by term; null where the stage has a single term, or where the gradients are 0 or not finite.</summary>
    /// <param name="work">The stage.</param>
    /// <param name="network">The student.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="input">What its losses see besides the student's answers.</param>
    public static IReadOnlyDictionary<string, double>? Shares(StageWork work, Network network, Batch batch, LossInput input)
    {
        if (work.Stage.Loss.Count < 2)
            return null;
        using var scope = NewDisposeScope();
        var statistics = network.State.Skip(network.Parameters.Count).Select(s => (s.Value, Kept: s.Value.clone())).ToList();
        var norms = work.Stage.Loss.Select(loss => (loss.Term, Norm: NormOf(loss, work, batch, input))).ToList();
        using (no_grad())
            foreach (var (value, kept) in statistics)
                value.copy_(kept);
        var sum = norms.Sum(n => n.Norm);
        return sum > 0 && double.IsFinite(sum) ? norms.ToDictionary(n => n.Term, n => n.Norm / sum) : null;
    }

    /// <summary>The tensors among what a step learns whose gradient is missing or 0 throughout.</summary>
    public static IReadOnlyList<string> Unmoved(StageWork work)
    {
        using var scope = NewDisposeScope();
        return
        [
            .. work
                .Learned.Where(p =>
                    p.Value.requires_grad && (p.Value.grad is not { } gradient || gradient.count_nonzero().item<long>() == 0)
                )
                .Select(p => p.Name),
        ];
    }

    private static double NormOf(Loss loss, StageWork work, Batch batch, LossInput input)
    {
        var weight = loss.WeightAt(input.Clock);
        if (weight == 0)
            return 0;
        using var scope = NewDisposeScope();
        var value = work.Value(loss, work.Forward(batch.Pixels, input));
        if (!value.requires_grad)
            return 0;
        value.backward();
        var squares = 0.0;
        foreach (var (_, parameter) in work.Learned)
        {
            if (parameter.grad is { } gradient)
                squares += Math.Pow(gradient.norm().item<float>(), 2);
            parameter.grad = null;
        }
        return weight * Math.Sqrt(squares);
    }
}
