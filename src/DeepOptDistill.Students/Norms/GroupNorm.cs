using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Norms;

/// <summary>Normalizes groups of channels of a sample; γ and β by channel.</summary>
/// <remarks>Wu and He 2018, arXiv 1803.08494: 32 groups in wide networks; thin ones want fewer.</remarks>
[Kind("group-norm", "γ(x − μ)/√(σ² + ε) + β over groups of each sample's channels")]
public sealed record GroupNorm : SampleNorm
{
    /// <summary>Groups; a divisor of the channels.</summary>
    [Between(1, 65536)]
    public int Groups { get; init; } = 8;

    private protected override int Parts => Groups;

    internal override void Check(Shape input, Func<object, string> where, List<Problem> problems)
    {
        if (input.Channels % Groups != 0)
            throw new ShapeException($"{Groups} groups for {input.Channels} channels", $"a divisor of {input.Channels}", "");
    }
}
