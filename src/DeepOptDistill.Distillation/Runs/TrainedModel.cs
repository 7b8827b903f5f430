using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>A network that was trained, exported and let through the parity gate.</summary>
/// <param name="Trainee">Which it is.</param>
/// <param name="File">The ONNX file, relative to the run's folder.</param>
/// <param name="ParityError">max |Δ| relative to the logit scale.</param>
/// <param name="Epochs">How its training went.</param>
/// <param name="Finished">What was done with it behind its last step, and how it fits the validation split.</param>
internal sealed record TrainedModel(
    Trainee Trainee,
    string File,
    double ParityError,
    IReadOnlyList<EpochRecord> Epochs,
    FinishedNetwork Finished
)
{
    /// <summary>What was done behind its training; empty where nothing was to do.</summary>
    public IReadOnlyList<FinishRecord> Steps { get; init; } = [];

    /// <summary>Seeds whose networks it is made of.</summary>
    public int Joined => Math.Max(1, JoinedFiles.Count);

    /// <summary>Files of those networks, the first of which it has taken the place of; empty of a network of one seed.</summary>
    public IReadOnlyList<string> JoinedFiles { get; init; } = [];

    /// <summary>Baseline or student.</summary>
    public Role Role => Trainee.Role;

    /// <summary>Its seed.</summary>
    public long Seed => Trainee.Seed;
}
