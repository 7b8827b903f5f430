namespace DeepOptDistill.Training.Optimizers;

/// <summary>An optimizer that needs the gradient only and treats each group of parameters by itself.</summary>
public abstract record FirstOrder : Optimizer
{
    internal sealed override void Move(IReadOnlyList<OptimizerGroup> groups, double rate, long step, Curvature? curvature)
    {
        foreach (var group in groups)
            Step(group, rate * group.Rate, step);
    }

    /// <summary>One step over a group of parameters in one pass or one native call.</summary>
    internal abstract void Step(OptimizerGroup group, double rate, long step);
}
