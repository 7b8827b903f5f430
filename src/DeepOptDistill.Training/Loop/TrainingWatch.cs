using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Training.Loop;

/// <summary>What watches a training and where it saves itself. Nothing here can change the result.</summary>
/// <param name="Task">Name of the work in progress reports.</param>
/// <param name="CheckpointPath">File that holds the last checkpoint.</param>
/// <param name="Clock">Measures seconds; never read for anything else.</param>
public sealed record TrainingWatch(string Task, string CheckpointPath, TimeProvider Clock)
{
    /// <summary>
    /// Time between checkpoints within an epoch; one is written at an epoch's end too, unless that takes more than a small share of it.
    /// </summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Receives how far the training is, after every step.</summary>
    public IProgress<Progress>? Progress { get; init; }

    /// <summary>Receives all epochs so far, after each.</summary>
    public Action<IReadOnlyList<EpochRecord>>? Epoch { get; init; }

    /// <summary>Hears that a checkpoint is damaged and the training starts over.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Receives where the time of each step goes.</summary>
    public StepTimes? Times { get; init; }

    /// <summary>Measures the validation split within epochs too; none by default.</summary>
    public Probe? Probe { get; init; }
}
