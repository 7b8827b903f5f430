using DeepOptDistill.Core.Problems;
using DeepOptDistill.Training.Averaging;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// An optimizer at work: its moments for every parameter, the average of the weights where one is kept, and the steps done.
/// </summary>
public sealed class OptimizerState : IDisposable
{
    private readonly Optimizer optimizer;
    private readonly StepRules rules;
    private readonly List<OptimizerGroup> groups = [];
    private readonly Tensor[] learned;
    private readonly IReadOnlyList<(Tensor Value, double Norm)> bounds;
    private readonly AverageState? average;
    private Curvature? curvature;

    internal OptimizerState(Optimizer optimizer, IReadOnlyList<(string Name, Tensor Value)> parameters, StepRules rules)
    {
        parameters = [.. parameters.Where(p => p.Value.requires_grad)];
        InputException.ThrowIfAny([
            .. OptimizerRules.Of(optimizer, parameters, path => path),
            .. OptimizerRules.Of(rules.MaxNorm, parameters, path => path),
        ]);
        this.optimizer = optimizer;
        this.rules = rules;
        using var scope = NewDisposeScope();
        bounds = MaxNorm.Bounds(rules.MaxNorm, parameters);
        average = rules.Average is null ? null : new AverageState(rules.Average, parameters, rules.Steps, rules.StepsPerEpoch);
        var tensors = new List<(string, Tensor)>();
        foreach (var alike in parameters.GroupBy(p => GroupSettings.Of(optimizer, p.Name, p.Value)))
        {
            var group = new OptimizerGroup(alike.Key, [.. alike.Select(p => p.Value)], optimizer.Moments.Count, optimizer.Initial);
            tensors.AddRange(optimizer.Moments.SelectMany((name, m) => alike.Select((p, i) => ($"{name}/{p.Name}", group.Moments[m][i]))));
            groups.Add(group);
        }
        learned = [.. groups.SelectMany(group => group.Parameters)];
        State = [.. tensors, .. average?.State ?? []];
    }

    /// <summary>Steps done.</summary>
    public long Steps { get; set; }

    /// <summary>Everything that must be saved besides the number of steps, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> State { get; }

    /// <summary>Computes the gradients of an objective, and keeps it differentiable for an optimizer that asks for curvature.</summary>
    public void Backward(Tensor objective)
    {
        if (optimizer.NeedsCurvature)
            curvature = Curvature.Of(objective, learned);
        else
            objective.backward();
        // What no term reaches, as one of weight 0, stands still.
        foreach (var parameter in learned)
            parameter.grad ??= zeros_like(parameter.detach());
    }

    /// <summary>Moves every parameter once along the gradients of <see cref="Backward"/>: clip, step, bound, average.</summary>
    /// <param name="rate">η of this step.</param>
    public void Step(double rate)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        if (rules.ClipValue is { } value)
            GradientClip.Value(learned, value);
        if (rules.ClipNorm is { } norm)
            GradientClip.Norm(learned, norm);
        optimizer.Move(groups, rate, ++Steps, curvature);
        curvature = null;
        foreach (var (weights, most) in bounds)
            MaxNorm.Apply(weights, most);
        average?.Add(Steps);
    }

    /// <summary>Ends the stage: where an average was kept, it becomes the weights.</summary>
    /// <returns>Whether the weights changed, so that statistics of their outputs are out of date.</returns>
    public bool Finish()
    {
        using var _ = no_grad();
        average?.End(Steps);
        average?.Give();
        return average is not null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var group in groups)
            group.Dispose();
        average?.Dispose();
    }
}
