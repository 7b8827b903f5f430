using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>What must hold between the options of an optimizer, and between an optimizer and the network it moves.</summary>
internal static class OptimizerRules
{
    public static IEnumerable<Problem> Of(
        Optimizer optimizer,
        IReadOnlyList<(string Name, Tensor Value)> parameters,
        Func<string, string> where
    ) => [.. optimizer.Contradictions.Select(c => new Problem(where(c.Key), c.Found, c.Expected)), .. Fit(optimizer, parameters, where)];

    public static IEnumerable<Problem> Of(
        IReadOnlyList<MaxNorm> bounds,
        IReadOnlyList<(string Name, Tensor Value)> parameters,
        Func<string, string> where
    ) => Patterns([.. bounds.Select(b => b.Layers)], parameters, i => where($"max_norm[{i}].layers"));

    /// <summary>What an optimizer asks of parameters that are not there.</summary>
    public static IEnumerable<Problem> Fit(
        Optimizer optimizer,
        IReadOnlyList<(string Name, Tensor Value)> parameters,
        Func<string, string> where
    )
    {
        var count = parameters.Sum(p => p.Value.numel());
        if (count > optimizer.MostParameters)
            yield return new Problem(
                where(""),
                $"a network of {count} parameters",
                $"at most {optimizer.MostParameters} for this optimizer",
                "Take a first-order optimizer such as 'sgd' or 'adam'."
            );
        foreach (var problem in Patterns([.. optimizer.Groups.Select(g => g.Layers)], parameters, i => where($"groups[{i}].layers")))
            yield return problem;
    }

    private static IEnumerable<Problem> Patterns(
        IReadOnlyList<string> patterns,
        IReadOnlyList<(string Name, Tensor Value)> parameters,
        Func<int, string> where
    )
    {
        IReadOnlyList<string> names = [.. parameters.Select(p => p.Name)];
        return patterns.Select((pattern, i) => LayerPattern.Check(pattern, names, where(i))).OfType<Problem>();
    }
}
