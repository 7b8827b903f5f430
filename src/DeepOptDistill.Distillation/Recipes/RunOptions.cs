using DeepOptDistill.Core;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>How a run is carried out; nothing here is part of what it computes, but for the number of threads.</summary>
public sealed record RunOptions
{
    /// <summary>Folder of the run.</summary>
    public required string Out { get; init; }

    /// <summary>
    /// Threads of one training. Results are repeatable bit for bit on one machine with one number of threads, however many trainings
    /// there are at a time.
    /// </summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Trainings at a time; <c>SideBySide</c> chooses both numbers for a recipe.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Threads of work that is not divided into trainings: teachers' answers, measurements.</summary>
    public int Cores => Threads * Jobs;

    /// <summary>
    /// Most bytes that stored hints may take; a recipe whose hints are larger has its teacher answer beside the training.
    /// </summary>
    public long StoreLimit { get; init; } = 10L << 30;

    /// <summary>The command that the record will name.</summary>
    public string Command { get; init; } = "library call";

    /// <summary>Whether a run of another recipe, data or teachers that lies in the folder is deleted; otherwise it is refused.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Hears how far the run is, of each task at most twice a second.</summary>
    public IProgress<Progress>? Progress
    {
        get;
        init => field = PacedProgress.Of(value, TimeProvider.System);
    }

    /// <summary>Hears warnings: a damaged part that is computed again, a checkpoint that was not usable.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The clock of timings and of the record's date.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Time between checkpoints within an epoch.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(30);
}
