using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Training.Loop;

/// <summary>How one network is trained.</summary>
/// <param name="Role">Baseline or student.</param>
/// <param name="Seed">Seed of initial weights, batch order and dropout.</param>
/// <param name="Batch">Samples in a batch; the rest of an epoch that does not fill one is left out.</param>
/// <param name="Stages">What is done, in order.</param>
/// <param name="Identity">Hash of everything that determines the result; a checkpoint of another identity is not continued.</param>
public sealed record TrainingPlan(Role Role, long Seed, int Batch, IReadOnlyList<Stage> Stages, string Identity);
