namespace DeepOptDistill.Core.Runs;

/// <summary>Everything a report is made from: the run's inputs, machine, models and curves. Written as <c>record.json</c>.</summary>
public sealed record RunRecord
{
    /// <summary>Format of the record; keys are added, never renamed.</summary>
    public string Schema { get; init; } = "deepopt.record/1";

    /// <summary>Name of the recipe.</summary>
    public required string Name { get; init; }

    /// <summary>The command that made the run.</summary>
    public required string Command { get; init; }

    /// <summary>Version of the tool, with the commit it was built from where that is known.</summary>
    public required string Tool { get; init; }

    /// <summary>When the run was finished, ISO 8601 in UTC.</summary>
    public required string Finished { get; init; }

    /// <summary>Hash of everything that determines the result: recipe, student, teachers, data.</summary>
    public required string RecipeHash { get; init; }

    /// <summary>The recipe as it was read, overrides applied.</summary>
    public required string Recipe { get; init; }

    /// <summary>The loss terms of each stage with every value, defaults too, as YAML; empty in records of older versions.</summary>
    public string Terms { get; init; } = "";

    /// <summary>The data.</summary>
    public required DatasetRecord Dataset { get; init; }

    /// <summary>The machine.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Teachers, ensemble, baseline and student, in this order.</summary>
    public required IReadOnlyList<ModelRecord> Models { get; init; }

    /// <summary>One point per model, seed and epoch.</summary>
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>Wall time of each piece of work, in order.</summary>
    public required IReadOnlyList<TimingRecord> Timings { get; init; }

    /// <summary>The student before its ensemble; null without either.</summary>
    public CascadeRecord? Cascade { get; init; }

    /// <summary>Teachers that have seemingly learned from the validation split: what is fitted to it may trust them too much.</summary>
    public IReadOnlyList<string> Familiar { get; init; } = [];

    /// <summary>Student, baseline and reference (the ensemble, or the only teacher) in pairs; empty in records of older versions.</summary>
    public IReadOnlyList<PairedComparison> Comparisons { get; init; } = [];

    /// <summary>
    /// How much of the gap between baseline and reference the student closes; null where there is no gap, and in records of older versions.
    /// </summary>
    public GapRecord? Gap { get; init; }

    /// <summary>
    /// The first seed's student as it was trained and as each finisher left it, the last as it is shipped; empty where nothing was done.
    /// </summary>
    public IReadOnlyList<FinishRecord> Finish { get; init; } = [];

    /// <summary>Whether intervals of means over seeds hold the spread over them; they do not in records of older versions.</summary>
    public bool IntervalsHoldSeeds { get; init; }

    /// <summary>The student's generations or peers; null for a student that was trained alone.</summary>
    public KinRecord? Kin { get; init; }

    /// <summary>What a reader must know to judge the numbers: deviations, warnings, caveats. Full sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>The data of a run.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Classes">Class names in label order; names of labels or values.</param>
/// <param name="Train">Images trained on.</param>
/// <param name="Validation">Images for choices made during the run.</param>
/// <param name="Test">Images used once, at the end.</param>
/// <param name="Hash">Hash of the images, labels and split.</param>
public sealed record DatasetRecord(string Name, IReadOnlyList<string> Classes, int Train, int Validation, int Test, string Hash)
{
    /// <summary>What is asked about a sample: <c>classes</c>, <c>labels</c> or <c>values</c>.</summary>
    public TaskKind Task { get; init; }

    /// <summary>Test samples that are training samples too; null where that is not known.</summary>
    public int? TestCopies { get; init; }
}

/// <summary>Wall time of one piece of work.</summary>
/// <param name="Task">What was done.</param>
/// <param name="Seconds">How long it took, time before an interruption included.</param>
public sealed record TimingRecord(string Task, double Seconds);
