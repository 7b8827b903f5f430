using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;

namespace DeepOptDistill.Data.Preprocessing;

/// <summary>
/// What is done to a standardized image, as a vector of channels × height × width numbers, before a network sees it. Fitted on the training
/// split only; the exported file contains it. Contract: fitted in blocks of any size = fitted at once · exported = applied.
/// </summary>
[Family("preprocessings")]
public abstract record Preprocessing
{
    /// <summary>Numbers that leave; as many as enter, but for a reduction.</summary>
    public virtual int Outputs(int inputs) => inputs;

    /// <summary>Learns from the training images, as the steps before have left them.</summary>
    /// <exception cref="InputException">The images do not determine it: a constant pixel, a singular covariance.</exception>
    internal abstract FittedStep Fit(Blocks images);

    private protected static InputException Refuse(string where, string found, string expected, string remedy) =>
        new(new Problem($"preprocessing '{where}'", found, expected, remedy));
}
