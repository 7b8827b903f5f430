using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Students.Initializers;

/// <summary>Normal with variance 1 / fan-in: keeps the variance through layers that are linear near 0.</summary>
/// <remarks>LeCun et al. 1998, Efficient BackProp, section 4.6.</remarks>
[Kind("lecun", "normal, variance 1 / fan-in")]
public sealed record Lecun : Initializer
{
    /// <inheritdoc/>
    public override float[] Draw(int count, int fanIn, int fanOut, Seed seed) => Normal(count, Math.Sqrt(1.0 / fanIn), seed);
}
