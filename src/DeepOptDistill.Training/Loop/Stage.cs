using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Training.Loop;

/// <summary>A stretch of training with one objective, one optimizer and one schedule. Stages follow one another with the weights as they are.</summary>
public sealed record Stage
{
    /// <summary>Name, as metrics and reports show it.</summary>
    public required string Name { get; init; }

    /// <summary>Passes over the training images.</summary>
    [Between(1, 1e6)]
    public required int Epochs { get; init; }

    /// <summary>The terms of the objective: their weighted sum is minimized.</summary>
    [MinLength(1)]
    public required IReadOnlyList<Loss> Loss { get; init; }

    /// <summary>How parameters move.</summary>
    public Optimizer Optimizer { get; init; } = new Sgd();

    /// <summary>The learning rate over time.</summary>
    public Schedule Schedule { get; init; } = new WarmupCosine();

    /// <summary>An average of the weights that the stage ends with; none by default.</summary>
    public Averaging.Averaging? Average { get; init; }
}
