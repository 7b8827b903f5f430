namespace DeepOptDistill.Core.Features;

/// <summary>Non-linearity that a tapped tensor comes from.</summary>
/// <param name="Kind">Its name in a student: <c>relu</c>, <c>leaky-relu</c>, <c>maxout</c>, <c>sigmoid</c>, <c>tanh</c>, …; empty for
/// none.</param>
/// <param name="Value">Slope of a leaky one, pieces of maxout; 0 otherwise.</param>
public sealed record TapActivation(string Kind, double Value = 0)
{
    /// <summary>A tensor that is no activation's output.</summary>
    public static TapActivation None { get; } = new("");
}
