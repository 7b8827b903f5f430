using System.Text.Json.Serialization;

namespace DeepOptDistill.Core.Runs;

/// <summary>One epoch of one model's training: a line of <c>metrics.jsonl</c>.</summary>
public sealed record EpochRecord
{
    /// <summary>Baseline or student.</summary>
    public required Role Role { get; init; }

    /// <summary>Seed of the run.</summary>
    public required long Seed { get; init; }

    /// <summary>
    /// Which of the student's kind it is, such as <c>generation 1</c>, beside the student itself; null for this and for the baseline.
    /// </summary>
    public string? Kin { get; init; }

    /// <summary>Name of the stage.</summary>
    public required string Stage { get; init; }

    /// <summary>Epochs done over all stages, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps of the optimizer done over all stages; null in records of older versions.</summary>
    public long? Steps { get; init; }

    /// <summary>Weighted sum of all loss terms, averaged over the epoch.</summary>
    public required double Loss { get; init; }

    /// <summary>Each loss term unweighted, averaged over the epoch, by name.</summary>
    public required IReadOnlyDictionary<string, double> Terms { get; init; }

    /// <summary>
    /// Share of each weighted loss term in the gradient, ‖w·∇term‖ / Σ‖w·∇term‖, on the epoch's first batch; null in a stage with a single
    /// term.
    /// </summary>
    public IReadOnlyDictionary<string, double>? GradientShares { get; init; }

    /// <summary>Tensors to be learned that had no gradient on the epoch's first batch; null where all had one.</summary>
    public IReadOnlyList<string>? WithoutGradient { get; init; }

    /// <summary>Share of training samples answered correctly while training; null in a stage that ends below the logits.</summary>
    public double? TrainAccuracy { get; init; }

    /// <summary>The objective of hints on the validation split, in a stage of hints alone; null elsewhere.</summary>
    public double? ValidationHint { get; init; }

    /// <summary>
    /// On the validation split: cross-entropy of classes, binary cross-entropy of labels, or the share of the values' variance that is not
    /// explained; null without one, and in a stage that ends below the logits.
    /// </summary>
    public double? ValidationLoss { get; init; }

    /// <summary>
    /// Accuracy on the validation split, of labels the share of samples whose labels are all told correctly; null where the loss is, and of
    /// values.
    /// </summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>R² on the validation split; null where the loss is, and of anything but values.</summary>
    public double? ValidationRSquared { get; init; }

    /// <summary>Whichever of the two there is.</summary>
    [JsonIgnore]
    public double? ValidationQuality => ValidationAccuracy ?? ValidationRSquared;

    /// <summary>Learning rate of the epoch's last step.</summary>
    public required double Rate { get; init; }

    /// <summary>Wall time of the epoch in seconds.</summary>
    public required double Seconds { get; init; }
}
