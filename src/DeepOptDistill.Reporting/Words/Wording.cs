using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Reporting.Words;

/// <summary>
/// What a run is measured by, in words: accuracy of classes, labels that are all right, or the share of the values' variance that is
/// explained.
/// </summary>
internal sealed record Wording(TaskKind Task)
{
    /// <summary>The measure within a sentence or a heading.</summary>
    public string Name =>
        Task switch
        {
            TaskKind.Labels => "accuracy",
            TaskKind.Values => "R²",
            _ => "accuracy",
        };

    /// <summary>The same at the start of one.</summary>
    public string Title => Task == TaskKind.Values ? Name : "Accuracy";

    /// <summary>What the data tells of a sample.</summary>
    public string Told => Task == TaskKind.Values ? "the data's values" : "labels";

    /// <summary>Where the interval comes from.</summary>
    public string Interval => Task == TaskKind.Values ? "bootstrap" : "Wilson";

    /// <summary>More than accuracy needs to be known; empty for classes.</summary>
    public string Meaning =>
        Task switch
        {
            TaskKind.Labels => "Accuracy: share of samples whose labels are all told correctly, at probability ½.",
            TaskKind.Values => "R²: share of the variance that is explained, 1 − Σ(y − ŷ)² / Σ(y − ȳ)², a mean over values.",
            _ => "",
        };

    /// <summary>What a loss that is watched measures.</summary>
    public string Watched =>
        Task switch
        {
            TaskKind.Labels => "Binary cross-entropy",
            TaskKind.Values => "Variance not explained",
            _ => "Cross-entropy",
        };

    /// <summary>What a validation loss is.</summary>
    public string Loss => $"Validation {Watched.ToLowerInvariant()}";

    /// <summary><c>answers 90.00 % of 2,000 test samples correctly</c></summary>
    public string Achieved(double share, int test) =>
        Task switch
        {
            TaskKind.Labels => $"tells all labels of {Figures.Percent(share)} of {Figures.Count(test)} test samples",
            TaskKind.Values => $"explains {Figures.Percent(share)} of the variance of {Figures.Count(test)} test samples",
            _ => $"answers {Figures.Percent(share)} of {Figures.Count(test)} test samples correctly",
        };

    /// <summary>The same of several models as one.</summary>
    public string Together(double share) =>
        Task switch
        {
            TaskKind.Labels => $"together they tell all labels of {Figures.Percent(share)}",
            TaskKind.Values => $"together they explain {Figures.Percent(share)}",
            _ => $"together they answer {Figures.Percent(share)} correctly",
        };

    /// <summary><c>1.21 points more than the ensemble</c></summary>
    public string Difference(double difference, string than) =>
        Math.Round(difference, 4) switch
        {
            0 => $"as {(Task == TaskKind.Values ? "much" : "many")} as {than}",
            > 0 => $"{Figures.Points(difference)} more than {than}",
            _ => $"{Figures.Points(difference)} {(Task == TaskKind.Values ? "less" : "fewer")} than {than}",
        };

    /// <summary>The words of a run.</summary>
    public static Wording Of(RunRecord record) => new(record.Dataset.Task);
}
