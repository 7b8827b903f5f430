using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Drawing;
using DeepOptDistill.Training.Averaging;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;
using DeepOptDistill.Training.Stopping;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>
/// A stretch of training with one objective, one optimizer and one schedule. Stages follow one another with the weights as they are.
/// </summary>
public sealed record Stage
{
    /// <summary>Name, as metrics and reports show it.</summary>
    public required string Name { get; init; }

    /// <summary>Passes over the training samples.</summary>
    [Between(1, 1e6)]
    [AlsoCalled("num_epochs", "n_epochs", "max_epochs", "num_train_epochs")]
    public required int Epochs { get; init; }

    /// <summary>The terms of the objective: their weighted sum is minimized.</summary>
    [MinLength(1)]
    public required IReadOnlyList<Loss> Loss { get; init; }

    /// <summary>
    /// Which samples an epoch visits: each once (shuffled), or as many of each class (balanced), as PyTorch's WeightedRandomSampler does
    /// with weights of 1 / n. A baseline visits the same.
    /// </summary>
    public Sampling Sampling { get; init; }

    /// <summary>How parameters move.</summary>
    public Optimizer Optimizer { get; init; } = new Sgd();

    /// <summary>The learning rate over time.</summary>
    public Schedule Schedule { get; init; } = new WarmupCosine();

    /// <summary>
    /// Whether the weights at the end of each of the schedule's cycles are kept: a snapshot ensemble (Huang et al. 2017).
    /// </summary>
    public bool Snapshots { get; init; }

    /// <summary>When the stage ends before its last epoch; never where left out.</summary>
    [AlsoCalled("early_stopping")]
    public EarlyStop? Stop { get; init; }

    /// <summary>Most a gradient may be in each coordinate; bounded before the norm is.</summary>
    [Between(0, double.PositiveInfinity, LowExcluded = true)]
    public double? ClipValue { get; init; }

    /// <summary>Most the norm of the whole gradient may be; longer ones are shortened.</summary>
    [Between(0, double.PositiveInfinity, LowExcluded = true)]
    [AlsoCalled("gradient_clip", "clip_grad_norm", "max_grad_norm")]
    public double? ClipNorm { get; init; }

    /// <summary>Bounds on the weights that enter each filter; the first that fits a layer counts.</summary>
    public IReadOnlyList<MaxNorm> MaxNorm { get; init; } = [];

    /// <summary>The average of the weights that the stage ends with; the last weights where left out.</summary>
    public Average? Average { get; init; }

    /// <summary>
    /// The same stage in another number of epochs, stretched or shortened as a whole: whatever its schedules, its average and its early
    /// stop count in epochs happens after the same share of its steps.
    /// </summary>
    /// <param name="epochs">Passes over the training samples.</param>
    public Stage Stretched(int epochs) => this with { Epochs = epochs, Passes = Passes * epochs / Epochs };

    /// <summary>Passes over the training samples in one epoch as the stage's options count them; 1 where it is not stretched.</summary>
    internal double Passes { get; init; } = 1;

    /// <summary>The first moment of the stage.</summary>
    /// <param name="stepsPerEpoch">Steps of a pass over the training samples.</param>
    internal ScheduleClock Start(long stepsPerEpoch) => new(0, Epochs * stepsPerEpoch, Passes * stepsPerEpoch) { Passes = Passes };

    /// <summary>
    /// The same stage on hard labels alone, as a baseline goes through it: with the smoothing of labels that the stage has, without the
    /// options of regressors, which a baseline does not have.
    /// </summary>
    /// <param name="task">What the data ask.</param>
    public Stage OnHardLabels(TaskKind task = TaskKind.Classes) =>
        this with
        {
            Loss = [HardLoss(task)],
            MaxNorm = [.. MaxNorm.Where(bound => !HintPass.IsRegressor(bound.Layers))],
            Optimizer = Optimizer with { Groups = [.. Optimizer.Groups.Where(group => !HintPass.IsRegressor(group.Layers))] },
        };

    private Loss HardLoss(TaskKind task) =>
        task switch
        {
            TaskKind.Labels => new BinaryCrossEntropy(),
            TaskKind.Values => new SquaredError(),
            // As the student's labels count: smoothed, and by class.
            _ => (Loss.OfType<CrossEntropy>().FirstOrDefault() ?? new CrossEntropy()) with { Weight = 1, WeightSchedule = null },
        };

    /// <summary>Begins the optimizer's work in this stage.</summary>
    internal OptimizerState Start(IReadOnlyList<(string Name, Tensor Value)> parameters, ScheduleClock length) =>
        new(Optimizer, parameters, new StepRules(ClipValue, ClipNorm, MaxNorm, Average, length.Steps, Math.Max(1, length.EndOf(1))));
}
