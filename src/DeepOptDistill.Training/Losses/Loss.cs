using System.Reflection;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Training.Schedules;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// A term of the objective, averaged over the batch.
/// Contract: finite scalar ≥ 0 · gradient = central difference · zero where student = target · no tensor left alive.
/// </summary>
[Family("losses")]
public abstract record Loss
{
    /// <summary>Factor of the term in the objective.</summary>
    [Between(0, double.PositiveInfinity)]
    public double Weight { get; init; } = 1;

    /// <summary>
    /// The weight over time, as a multiple of <see cref="Weight"/>: FitNets' λ from 4 to 1 is weight 4 with <c>{ polynomial: { end: 0.25 }
    /// }</c>.
    /// </summary>
    public Schedule? WeightSchedule { get; init; }

    /// <summary>The weight at a moment of the stage.</summary>
    public double WeightAt(ScheduleClock clock) => WeightSchedule?.At(clock, Weight) ?? Weight;

    /// <summary>Temperature of the term's soft targets at a moment of the stage.</summary>
    public virtual double TemperatureAt(ScheduleClock clock) => TargetTemperature ?? 1;

    /// <summary>Schedule of that temperature; null where it stays.</summary>
    public virtual Schedule? Cooling => null;

    /// <summary>Temperature at which the term needs the teachers' soft targets; null where it needs none.</summary>
    public virtual double? TargetTemperature => null;

    /// <summary>Name of the only teacher whose soft targets the term takes; null for the ensemble.</summary>
    public virtual string? TargetTeacher => null;

    /// <summary>The soft targets that the term takes; null where it takes none.</summary>
    public TargetKey? Target => TargetTemperature is { } temperature ? new TargetKey(temperature, TargetTeacher, Cooling) : null;

    /// <summary>Whether the term needs the ensemble's raw logits.</summary>
    public virtual bool NeedsTeacherLogits => false;

    /// <summary>Name of the term in metrics and reports: its kind, and what it is about where a stage may hold several of a kind.</summary>
    public virtual string Term => Kind;

    /// <summary>Name of its kind, as recipes write it.</summary>
    public string Kind => GetType().GetCustomAttribute<KindAttribute>()!.Name;

    /// <summary>The tasks that the term is for.</summary>
    public virtual IReadOnlyList<TaskKind> Tasks => [TaskKind.Classes];

    /// <summary>What is wrong with the term for so many classes; null where nothing is.</summary>
    /// <param name="classes">Classes of the data.</param>
    /// <param name="where">The term's place in the recipe.</param>
    public virtual Problem? Check(int classes, string where) => null;

    /// <summary>The term without its weight: a scalar tensor.</summary>
    public abstract Tensor Value(LossInput input);
}

/// <summary>What a loss may see of a batch.</summary>
/// <param name="Logits">The student's logits, N × classes.</param>
/// <param name="Labels">Labels, N, 64-bit integers.</param>
/// <param name="SoftTargets">The probabilities that the terms take, by temperature and teacher, each N × classes.</param>
public sealed record LossInput(Tensor Logits, Tensor Labels, IReadOnlyDictionary<TargetKey, Tensor> SoftTargets)
{
    /// <summary>The moment of the stage.</summary>
    public ScheduleClock Clock { get; init; }

    /// <summary>
    /// What is so of each sample, N × labels (0 or 1) or values; NaN for a sample of which nothing is known. Null where the task has
    /// classes.
    /// </summary>
    public Tensor? Truths { get; init; }

    /// <summary>Standard deviation of each value over the training split, 1 × values; null where the task has none.</summary>
    public Tensor? ValueDeviations { get; init; }

    /// <summary>The ensemble's raw logits, N × classes: the mean over teachers; null where no term of the stage needs them.</summary>
    public Tensor? TeacherLogits { get; init; }

    /// <summary>
    /// Standard deviation of each class's ensemble logit over the training split, 1 × classes; null where <see cref="TeacherLogits"/> is.
    /// </summary>
    public Tensor? LogitDeviations { get; init; }

    /// <summary>
    /// Logits of the networks that learn at the same time, without gradient, each N × classes; empty for a network that is trained alone.
    /// </summary>
    public IReadOnlyList<Tensor> Peers { get; init; } = [];

    /// <summary>Outputs of the student's guided layers by name, N × the shape of one sample.</summary>
    public IReadOnlyDictionary<string, Tensor> Guided { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>The teachers' hints by teacher and tap, N × the shape of one sample.</summary>
    public IReadOnlyDictionary<string, Tensor> Hints { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>Whether some labels may be −100, which stands for none.</summary>
    public bool IsPartlyLabelled { get; init; }

    /// <summary>Labels that were mixed into the images and the shares of the images' own, both N; null where nothing is mixed.</summary>
    public (Tensor Labels, Tensor Shares)? Mixed { get; init; }
}
