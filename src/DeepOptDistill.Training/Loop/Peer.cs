using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Loop;

/// <summary>A network that is trained beside another one on the same batches, by the same stages and rates.</summary>
/// <param name="Network">The network.</param>
/// <param name="Seed">Seed of its dropout and regressors; the order of batches is the first network's.</param>
public sealed record Peer(Network Network, long Seed);
