namespace DeepOptDistill.Core.Problems;

/// <summary>
/// The input was sound but the run failed (exit code 1): a loss that is no longer finite, a parity gate that does not hold, a full disk.
/// </summary>
public sealed class RunFailedException(Problem problem, Exception? cause = null) : Exception(problem.ToString(), cause)
{
    /// <summary>What failed and what to do about it.</summary>
    public Problem Problem { get; } = problem;
}
