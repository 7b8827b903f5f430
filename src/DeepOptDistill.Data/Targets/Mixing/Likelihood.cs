namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>How choices on likelihoods treat what was said to be impossible.</summary>
internal static class Likelihood
{
    /// <summary>Least probability that a label counts with: one answer of 0 must not decide between teachers alone.</summary>
    public const double Least = 1e-7;
}
