namespace DeepOptDistill.Core.Problems;

/// <summary>The input was wrong (exit code 2): carries every problem that was found before work began.</summary>
public sealed class InputException(IReadOnlyList<Problem> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>For a single problem.</summary>
    public InputException(Problem problem)
        : this([problem]) { }

    /// <summary>All problems, in the order of the input.</summary>
    public IReadOnlyList<Problem> Problems { get; } = problems;

    /// <summary>Throws when the list is not empty.</summary>
    public static void ThrowIfAny(IReadOnlyList<Problem> problems)
    {
        if (problems.Count > 0)
            throw new InputException(problems);
    }
}
