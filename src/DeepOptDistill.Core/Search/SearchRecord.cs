using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Core.Search;

/// <summary>A search over settings of a recipe: what was tried, and what is recommended. What its page is made from.</summary>
public sealed record SearchRecord
{
    /// <summary>Format of the record; keys are added, never renamed.</summary>
    public string Schema { get; init; } = "deepopt.search/1";

    /// <summary>Name of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>Name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>
    /// What is asked about a sample: what stands for accuracy below is of labels the share of samples whose labels are all told correctly,
    /// of values R².
    /// </summary>
    public TaskKind Task { get; init; }

    /// <summary>Validation samples that everything was judged by.</summary>
    public required int Samples { get; init; }

    /// <summary>The settings that vary, and their values in the order in which they were given; a range has none.</summary>
    public required IReadOnlyList<SearchAxisRecord> Axes { get; init; }

    /// <summary>Every training.</summary>
    public required IReadOnlyList<SearchTrialRecord> Trials { get; init; }

    /// <summary>Those that were trained in full with several seeds, the best first.</summary>
    public required IReadOnlyList<FinalistRecord> Finalists { get; init; }

    /// <summary>What to do, in one or two sentences.</summary>
    public required string Advice { get; init; }

    /// <summary>The machine.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Version of the tool with its commit.</summary>
    public required string Tool { get; init; }

    /// <summary>The command.</summary>
    public required string Command { get; init; }

    /// <summary>Wall time in seconds, interruptions left out.</summary>
    public required double Seconds { get; init; }
}

/// <summary>A setting that varies.</summary>
/// <param name="Path">Its place in the recipe.</param>
/// <param name="Values">The values that it may have; empty for a range.</param>
/// <param name="Text">As it was written.</param>
public sealed record SearchAxisRecord(string Path, IReadOnlyList<string> Values, string Text);

/// <summary>A training of a search.</summary>
/// <param name="Settings">The value of each setting, in the order of the axes; empty for the recipe as it is.</param>
/// <param name="Rung">Which round of halving it belongs to, from 1.</param>
/// <param name="Epochs">Epochs of all stages together.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Accuracy">Accuracy on the validation split of the network that would be exported: with its average, its best epoch's
/// weights, its corrected biases; null where it failed.</param>
/// <param name="Loss">Cross-entropy there; of values the share of their variance that is not explained.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record SearchTrialRecord(
    IReadOnlyList<string> Settings,
    int Rung,
    int Epochs,
    long Seed,
    double? Accuracy,
    double? Loss,
    string? Failure
);

/// <summary>Settings that were trained in full with several seeds.</summary>
/// <param name="Settings">The value of each setting; empty for the recipe as it is.</param>
/// <param name="Accuracy">Mean accuracy on the validation split.</param>
/// <param name="Deviation">Standard deviation over seeds (n − 1).</param>
/// <param name="Seeds">Number of seeds.</param>
public sealed record FinalistRecord(IReadOnlyList<string> Settings, double Accuracy, double Deviation, int Seeds)
{
    /// <summary>
    /// Standard error of its difference to the recipe as it is that comes from the validation samples, compared in pairs; 0 of the recipe
    /// as it is, null where it is not known.
    /// </summary>
    public double? SamplingError { get; init; }
}
