using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>What must hold between the options of an optimizer, and between an optimizer and the network it moves.</summary>
public static class OptimizerRules
{
    /// <summary>Whether a stage says something that only the network's parameters can confirm.</summary>
    public static bool NeedsNetwork(Stage stage) =>
        stage.Optimizer.Groups.Count > 0 || stage.MaxNorm.Count > 0 || stage.Optimizer.MostParameters < long.MaxValue;

    /// <summary>Options of a stage that contradict each other.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="where">Place of a path below the stage, such as <c>optimizer.dampening</c>.</param>
    public static IEnumerable<Problem> Of(Stage stage, Func<string, string> where) =>
        stage.Optimizer.Contradictions.Select(c => new Problem(where($"optimizer.{c.Key}"), c.Found, c.Expected));

    /// <summary>What a stage asks of a network that it does not have.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="network">The network.</param>
    /// <param name="hints">The teachers' tensors that its hints read.</param>
    /// <param name="where">Place of a path below the stage.</param>
    public static IEnumerable<Problem> Of(Stage stage, Network network, IReadOnlyList<FeatureTensor> hints, Func<string, string> where)
    {
        using var pass = stage.Loss.Any(loss => loss is FeatureLoss) ? new HintPass(network, stage.Loss, hints, new Seed(0)) : null;
        var learned = pass?.Parameters ?? network.Parameters;
        return [.. Fit(stage.Optimizer, learned, path => where($"optimizer.{path}")), .. Of(stage.MaxNorm, learned, where)];
    }

    internal static IEnumerable<Problem> Of(
        Optimizer optimizer,
        IReadOnlyList<(string Name, Tensor Value)> parameters,
        Func<string, string> where
    ) => [.. optimizer.Contradictions.Select(c => new Problem(where(c.Key), c.Found, c.Expected)), .. Fit(optimizer, parameters, where)];

    internal static IEnumerable<Problem> Of(
        IReadOnlyList<MaxNorm> bounds,
        IReadOnlyList<(string Name, Tensor Value)> parameters,
        Func<string, string> where
    ) => Patterns([.. bounds.Select(b => b.Layers)], parameters, i => where($"max_norm[{i}].layers"));

    private static IEnumerable<Problem> Fit(
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
