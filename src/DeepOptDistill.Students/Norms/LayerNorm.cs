using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Students.Norms;

/// <summary>Normalizes all values of a sample together; γ and β by channel or feature.</summary>
/// <remarks>Ba, Kiros and Hinton 2016, arXiv 1607.06450.</remarks>
[Kind("layer-norm", "γ(x − μ)/√(σ² + ε) + β over each sample")]
public sealed record LayerNorm : SampleNorm
{
    private protected override int Parts => 1;
}
